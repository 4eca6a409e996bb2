using System.Runtime.CompilerServices;

namespace Kiln;

/// <summary>Options of <c>Quantize</c>.</summary>
public sealed record QuantizeOptions
{
    /// <summary>How ranges are chosen; those that the structure of the network fixes, as behind a clip or a softmax, are not.</summary>
    public Calibration Calibration { get; init; }

    /// <summary>
    /// For <see cref="Calibration.Percentile"/>: how many percent of the values a range holds, above 0 and at most 100. What it leaves out is cut in equal
    /// parts from both ends, or from one end only where the other is 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Percentile
    {
        get;
        init => field = value is > 0 and <= 100 ? value : throw Outside(value, "must be above 0 and at most 100.");
    } = 99.99;

    /// <summary>
    /// For <see cref="Calibration.MovingAverage"/>: the weight of the average so far against that of the next batch, from 0 to below 1. Batches have the
    /// network's <c>MaxBatch</c> samples, or fewer where all their observed values would take more than 64 MB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Momentum
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw Outside(value, "must be at least 0 and less than 1.");
    } = 0.9;

    /// <summary>
    /// Corrects every bias by the mean error that rounded weights cause on the calibration's mean inputs (Nagel et al. 2019, "Data-Free Quantization Through
    /// Weight Equalization and Bias Correction", section 4.2).
    /// </summary>
    public bool BiasCorrection { get; init; }

    /// <summary>
    /// Scales the channels between two convolutions or dense layers that only ReLU or nothing separates, so that each channel uses as much of the range of the
    /// weights before it as of those behind it (Nagel et al. 2019, section 4.1).
    /// </summary>
    public bool CrossLayerEqualization { get; init; }

    private static ArgumentOutOfRangeException Outside(double value, string range, [CallerMemberName] string name = "") => new(name, value, $"{name} {range}");
}
