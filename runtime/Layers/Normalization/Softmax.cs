using System.Diagnostics;

namespace Kiln;

/// <summary>
/// y[i] = exp(x[i]) / sum over j of exp(x[j]): positive numbers that sum to 1, over the last dimension. Takes a vector or a sequence, or any value where the
/// dimension is named, and keeps its shape. The loss <c>SoftmaxCrossEntropy</c> applies it itself.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class SoftmaxAttribute : LayerAttribute
{
    /// <summary>Over the last dimension of a vector or sequence.</summary>
    public SoftmaxAttribute()
    {
    }

    /// <summary>Over one dimension of any value: 0 is the channels of a map.</summary>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    public SoftmaxAttribute(int axis) => _ = axis;
}

public sealed partial class Node
{
    /// <inheritdoc cref="SoftmaxAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Softmax() => throw CompileTimeOnly();

    /// <inheritdoc cref="SoftmaxAttribute"/>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    /// <returns>The layer's output.</returns>
    public Node Softmax(int axis) => throw CompileTimeOnly();
}
