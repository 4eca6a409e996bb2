namespace Kiln;

/// <summary>How the range of a value is chosen from what calibration observes of it. Every range holds 0.</summary>
public enum Calibration
{
    /// <summary>From the least to the largest value, in 255 steps: nothing saturates, and one outlier makes every step coarser.</summary>
    MinMax,

    /// <summary>
    /// From the average of the batches' least values to that of their largest ones, exponentially weighted (<see cref="QuantizeOptions.Momentum"/>).
    /// </summary>
    MovingAverage,

    /// <summary>What holds a percentage of the values (<see cref="QuantizeOptions.Percentile"/>).</summary>
    Percentile,

    /// <summary>The range with the least mean squared error of the quantized values.</summary>
    MeanSquaredError,

    /// <summary>
    /// The range whose quantized values lose the least information: the least Kullback-Leibler divergence between the distributions before and after
    /// (Migacz 2017, "8-bit Inference with TensorRT"), here for a range that need not be symmetric.
    /// </summary>
    Entropy,
}
