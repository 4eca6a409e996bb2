using System.Diagnostics;

namespace Kiln;

/// <summary>x limited to [0, 6] (Krizhevsky 2010). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class ReLU6Attribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="ReLU6Attribute"/>
    /// <returns>The layer's output.</returns>
    public Node ReLU6() => throw CompileTimeOnly();
}
