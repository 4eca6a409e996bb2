using System.Diagnostics;

namespace Kiln;

/// <summary>The value itself: no activation. Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class IdentityAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="IdentityAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Identity() => throw CompileTimeOnly();
}
