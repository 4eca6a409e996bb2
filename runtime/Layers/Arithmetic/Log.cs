namespace Kiln;

public sealed partial class Node
{
    /// <summary>The natural logarithm of every element.</summary>
    /// <returns>The result, of the same shape.</returns>
    public Node Log() => throw CompileTimeOnly();
}
