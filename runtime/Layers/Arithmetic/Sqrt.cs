namespace Kiln;

public sealed partial class Node
{
    /// <summary>The square root of every element. The derivative at 0 counts as 0.</summary>
    /// <returns>The result, of the same shape.</returns>
    public Node Sqrt() => throw CompileTimeOnly();
}
