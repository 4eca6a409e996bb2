using System.Diagnostics;

namespace Kiln;

/// <summary>The exponential linear unit: x where x > 0, else alpha (e^x - 1) (Clevert et al. 2016). Keeps the shape.</summary>
/// <param name="alpha">Minus the value far on the negative side; at least 0.</param>
[Conditional(Metadata.Symbol)]
public sealed class ELUAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>Minus the value far on the negative side; at least 0.</summary>
    public double Alpha { get; } = alpha;
}

public sealed partial class Node
{
    /// <inheritdoc cref="ELUAttribute"/>
    /// <param name="alpha">Minus the value far on the negative side; at least 0.</param>
    /// <returns>The layer's output.</returns>
    public Node ELU(double alpha = 1) => throw CompileTimeOnly();
}
