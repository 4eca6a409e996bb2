namespace Kiln;

public sealed partial class Node
{
    /// <summary>e to the power of every element.</summary>
    /// <returns>The result, of the same shape.</returns>
    public Node Exp() => throw CompileTimeOnly();
}
