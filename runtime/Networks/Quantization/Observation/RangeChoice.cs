using Kiln.Kernels;

namespace Kiln;

/// <summary>Chooses the range of the values that share a scale.</summary>
internal static class RangeChoice
{
    /// <summary>The range, of which the network may fix one end or both.</summary>
    public static ValueRange Of(ScaleObserver observer, QuantizeOptions options)
    {
        QuantizedScale scale = observer.Scale;
        if (scale is { Low: { } fixedLow, High: { } fixedHigh }) return NotEmpty(new ValueRange(fixedLow, fixedHigh), scale);
        if (observer.IsEmpty) throw new InvalidOperationException($"The layout of the quantized network has no observed value of the scale '{scale.Name}'.");
        ValueRange whole = Fixed(observer.Whole, scale);
        ValueRange chosen = options.Calibration switch
        {
            Calibration.MinMax => whole,
            Calibration.MovingAverage => observer.Average,
            Calibration.Percentile => PercentileRange.Of(observer.Histogram, whole, options.Percentile),
            Calibration.MeanSquaredError => Least(whole, scale, new SquaredError(new CountedValues(observer.Histogram)).Of),
            Calibration.Entropy => Least(whole, scale, new Divergence(new CountedValues(observer.Histogram)).Of),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Calibration, "There is no such calibration."),
        };
        return NotEmpty(Fixed(chosen, scale), scale);
    }

    private static ValueRange Least(ValueRange whole, QuantizedScale scale, Func<ValueRange, double> cost) =>
        RangeSearch.Least(whole, searchesLow: scale.Low is null && whole.Low < 0, searchesHigh: scale.High is null && whole.High > 0, cost);

    // Every range holds 0: padding, ReLU and dead channels give it, and it must be exact.
    private static ValueRange Fixed(ValueRange range, QuantizedScale scale) =>
        new(Math.Min(scale.Low ?? range.Low, 0), Math.Max(scale.High ?? range.High, 0));

    // Where nothing but 0 was seen, any scale keeps it; this one gives what comes in use a chance.
    private static ValueRange NotEmpty(ValueRange range, QuantizedScale scale) =>
        range.Low < range.High ? range : new ValueRange(scale.Low >= 0 ? 0 : -1, scale.High <= 0 ? 0 : 1);
}
