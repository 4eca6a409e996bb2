using System.Diagnostics;

namespace Kiln;

/// <summary>
/// The leaky rectifier: x where x > 0, else slope x (Maas et al. 2013). Keeps the shape.
/// </summary>
/// <param name="slope">Slope of the negative side; at least 0 and less than 1.</param>
[Conditional(Metadata.Symbol)]
public sealed class LeakyReLUAttribute(double slope = 0.01) : LayerAttribute
{
    /// <summary>Slope of the negative side; at least 0 and less than 1.</summary>
    public double Slope { get; } = slope;
}

public sealed partial class Node
{
    /// <inheritdoc cref="LeakyReLUAttribute"/>
    /// <param name="slope">Slope of the negative side; at least 0 and less than 1.</param>
    /// <returns>The layer's output.</returns>
    public Node LeakyReLU(double slope = 0.01) => throw CompileTimeOnly();
}
