using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The hyperbolic tangent, between -1 and 1. Keeps the shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class TanhAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="TanhAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Tanh() => throw CompileTimeOnly();
}
