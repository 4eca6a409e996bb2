namespace Kiln;

public sealed partial class Node
{
    /// <summary>The largest element along dimensions; the gradient goes to the first of equal ones.</summary>
    /// <param name="axes">The dimensions that disappear, the batch not counted; -1 is the last one. None means all of them: one number for each sample.</param>
    /// <returns>The maxima, without those dimensions.</returns>
    public Node Max(params int[] axes) => throw CompileTimeOnly();
}
