using System.Diagnostics;

namespace Kiln;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015), channel by channel: y = weight (x - mean) / sqrt(variance + epsilon) + bias. Training uses the batch's own
/// mean and biased variance and moves running ones towards it (the unbiased variance); inference uses the running ones. Takes a vector or a map and keeps its
/// shape. Parameters: <c>weight</c>, <c>bias</c> [channels]; running statistics <c>running_mean</c>, <c>running_var</c> [channels].
/// </summary>
/// <param name="momentum">Share of the batch in the running statistics, from 0 to 1 (Keras counts the other way round).</param>
/// <param name="epsilon">Added to the variance; greater than 0.</param>
[Conditional(Metadata.Symbol)]
public sealed class BatchNormAttribute(double momentum = 0.1, double epsilon = 1e-5) : LayerAttribute
{
    /// <summary>Share of the batch in the running statistics, from 0 to 1 (Keras counts the other way round).</summary>
    public double Momentum { get; } = momentum;

    /// <summary>Added to the variance; greater than 0.</summary>
    public double Epsilon { get; } = epsilon;
}

public sealed partial class Node
{
    /// <inheritdoc cref="BatchNormAttribute"/>
    /// <param name="momentum">Share of the batch in the running statistics, from 0 to 1 (Keras counts the other way round).</param>
    /// <param name="epsilon">Added to the variance; greater than 0.</param>
    /// <returns>The layer's output.</returns>
    public Node BatchNorm(double momentum = 0.1, double epsilon = 1e-5) => throw CompileTimeOnly();
}
