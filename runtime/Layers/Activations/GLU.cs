using System.Diagnostics;

namespace Kiln;

/// <summary>The gated linear unit: a sigmoid(b) for the two halves a and b of a dimension (Dauphin et al. 2017, eq. 1). Halves that dimension.</summary>
/// <param name="axis">The dimension that is halved; negative ones count from the last. Its size is even.</param>
[Conditional(Metadata.Symbol)]
public sealed class GLUAttribute(int axis = 0) : LayerAttribute
{
    /// <summary>The dimension that is halved; negative ones count from the last. Its size is even.</summary>
    public int Axis { get; } = axis;
}

public sealed partial class Node
{
    /// <inheritdoc cref="GLUAttribute"/>
    /// <param name="axis">The dimension that is halved; negative ones count from the last. Its size is even.</param>
    /// <returns>The layer's output.</returns>
    public Node GLU(int axis = 0) => throw CompileTimeOnly();
}
