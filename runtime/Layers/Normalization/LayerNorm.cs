using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Layer normalization (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) * weight + bias over the last dimension, or several, of each sample. Takes a
/// vector [features] or a sequence [tokens, features], whose tokens are normalized one by one, or any value if the number of dimensions is given, and keeps
/// the shape. Parameters: <c>weight</c> and <c>bias</c> of the normalized dimensions, such as [features].
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>Over the last dimension of a vector or sequence.</summary>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public LayerNormAttribute(double epsilon = 1e-5) => Epsilon = epsilon;

    /// <summary>Over the last dimensions of any value, together: 3 cover a whole map, like PyTorch's normalized_shape [channels, height, width].</summary>
    /// <param name="dimensions">How many dimensions at the end are normalized together; from 1 to all.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    public LayerNormAttribute(int dimensions, double epsilon = 1e-5)
    {
        Dimensions = dimensions;
        Epsilon = epsilon;
    }

    /// <summary>How many dimensions at the end are normalized together.</summary>
    public int Dimensions { get; } = 1;

    /// <summary>Added to the variance; above 0.</summary>
    public double Epsilon { get; }
}

public sealed partial class Node
{
    /// <inheritdoc cref="LayerNormAttribute"/>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <returns>The layer's output.</returns>
    public Node LayerNorm(double epsilon = 1e-5) => throw CompileTimeOnly();

    /// <inheritdoc cref="LayerNormAttribute"/>
    /// <param name="dimensions">How many dimensions at the end are normalized together; from 1 to all.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <returns>The layer's output.</returns>
    public Node LayerNorm(int dimensions, double epsilon = 1e-5) => throw CompileTimeOnly();
}
