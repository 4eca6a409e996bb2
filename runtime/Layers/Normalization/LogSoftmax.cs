using System.Diagnostics;

namespace Kiln;

/// <summary>
/// y[i] = x[i] - log(sum over j of exp(x[j])): the logarithms of the probabilities that <c>Softmax</c> gives, over the last dimension. Takes a vector or a
/// sequence, or any value where the dimension is named, and keeps its shape.
/// </summary>
[Conditional(Metadata.Symbol)]
public sealed class LogSoftmaxAttribute : LayerAttribute
{
    /// <summary>Over the last dimension of a vector or sequence.</summary>
    public LogSoftmaxAttribute()
    {
    }

    /// <summary>Over one dimension of any value: 0 is the channels of a map.</summary>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    public LogSoftmaxAttribute(int axis) => _ = axis;
}

public sealed partial class Node
{
    /// <inheritdoc cref="LogSoftmaxAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node LogSoftmax() => throw CompileTimeOnly();

    /// <inheritdoc cref="LogSoftmaxAttribute"/>
    /// <param name="axis">The dimension, counted from 0, or from the end with -1.</param>
    /// <returns>The layer's output.</returns>
    public Node LogSoftmax(int axis) => throw CompileTimeOnly();
}
