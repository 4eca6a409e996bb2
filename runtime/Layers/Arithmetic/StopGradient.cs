namespace Kiln;

public sealed partial class Node
{
    /// <summary>The same value, but no gradient flows back through it: the layers that made it do not learn from here.</summary>
    /// <returns>The value as a constant of the backward pass.</returns>
    public Node StopGradient() => throw CompileTimeOnly();
}
