using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Layer normalization (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) * weight + bias over the last dimension of each sample. Takes a vector [features] or a
/// sequence [tokens, features], whose tokens are normalized one by one, and keeps the shape. Parameters: <c>weight</c> and <c>bias</c> [features].
/// </summary>
/// <param name="epsilon">Added to the variance; above 0.</param>
[Conditional(Metadata.Symbol)]
public sealed class LayerNormAttribute(double epsilon = 1e-5) : LayerAttribute
{
    /// <summary>Added to the variance; above 0.</summary>
    public double Epsilon { get; } = epsilon;
}

public sealed partial class Node
{
    /// <inheritdoc cref="LayerNormAttribute"/>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <returns>The layer's output.</returns>
    public Node LayerNorm(double epsilon = 1e-5) => throw CompileTimeOnly();
}
