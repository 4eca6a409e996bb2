namespace Kiln;

public sealed partial class Node
{
    /// <summary>The square of every element.</summary>
    /// <returns>The result, of the same shape.</returns>
    public Node Square() => throw CompileTimeOnly();
}
