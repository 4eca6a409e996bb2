namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// A mask of positions: 1 for those below the sample's length, 0 for all others. Its shape is [size, 1], so that it broadcasts
    /// over the features of a sequence.
    /// </summary>
    /// <param name="length">The length of each sample (int, one number), from 0 to size.</param>
    /// <param name="size">Positions of the sequence.</param>
    /// <returns>The mask [size, 1].</returns>
    public static Node LengthMask(Node length, int size) => throw CompileTimeOnly();
}
