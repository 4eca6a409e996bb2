using System.Diagnostics;

namespace Kiln;

/// <summary>A smooth rectifier: ln(1 + e^x) (Dugas et al. 2001). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class SoftplusAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="SoftplusAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Softplus() => throw CompileTimeOnly();
}
