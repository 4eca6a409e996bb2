using System.Diagnostics;

namespace Kiln;

/// <summary>x limited to [min, max] (Collobert 2004). The gradient is 0 at the limits and beyond. Keeps the shape.</summary>
/// <param name="min">The lower limit.</param>
/// <param name="max">The upper limit; above the lower one.</param>
[Conditional(Metadata.Symbol)]
public sealed class HardTanhAttribute(double min = -1, double max = 1) : LayerAttribute
{
    /// <summary>The lower limit.</summary>
    public double Min { get; } = min;

    /// <summary>The upper limit; above the lower one.</summary>
    public double Max { get; } = max;
}

public sealed partial class Node
{
    /// <inheritdoc cref="HardTanhAttribute"/>
    /// <param name="min">The lower limit.</param>
    /// <param name="max">The upper limit; above the lower one.</param>
    /// <returns>The layer's output.</returns>
    public Node HardTanh(double min = -1, double max = 1) => throw CompileTimeOnly();
}
