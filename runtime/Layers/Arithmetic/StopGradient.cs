namespace Kiln;

public sealed partial class Node
{
    /// <summary>The same value, through which no gradient flows back: what made it is not trained from here.</summary>
    /// <returns>The value as a constant of the backward pass.</returns>
    public Node StopGradient() => throw CompileTimeOnly();
}
