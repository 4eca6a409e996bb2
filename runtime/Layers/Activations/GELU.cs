using System.Diagnostics;

namespace Kiln;

/// <summary>The Gaussian error linear unit: x Phi(x), with the exact distribution function (Hendrycks and Gimpel 2016). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class GELUAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="GELUAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node GELU() => throw CompileTimeOnly();
}
