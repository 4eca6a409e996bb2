namespace Kiln;

public sealed partial class Node
{
    /// <summary>The magnitude of every element. The derivative at 0 is 0.</summary>
    /// <returns>The result, of the same shape.</returns>
    public Node Abs() => throw CompileTimeOnly();
}
