namespace Kiln;

public sealed partial class Node
{
    /// <summary>The mean along dimensions.</summary>
    /// <param name="axes">The dimensions that disappear, the batch not counted; -1 is the last one. None means all of them: one number for each sample.</param>
    /// <returns>The means, without those dimensions.</returns>
    public Node Mean(params int[] axes) => throw CompileTimeOnly();
}
