using Kiln.Kernels;

namespace Kiln;

/// <summary>What calibration has seen of the values that share a scale.</summary>
internal sealed class ScaleObserver(QuantizedScale scale, double momentum)
{
    private double _least = double.PositiveInfinity, _largest = double.NegativeInfinity;
    private double _batchLeast = double.PositiveInfinity, _batchLargest = double.NegativeInfinity;
    private double _averageLeast, _averageLargest;
    private bool _hasAverage;

    public QuantizedScale Scale => scale;

    public Histogram Histogram { get; } = new();

    public bool IsEmpty => Histogram.Total == 0;

    /// <summary>From the least to the largest value.</summary>
    public ValueRange Whole => new(_least, _largest);

    /// <summary>From the average of the batches' least values to that of their largest ones.</summary>
    public ValueRange Average => new(_averageLeast, _averageLargest);

    /// <summary>Takes in values whose extremes, which must be finite, are known.</summary>
    public void Add(ReadOnlySpan<float> values, Extremes extremes)
    {
        _least = Math.Min(_least, extremes.Least);
        _largest = Math.Max(_largest, extremes.Largest);
        _batchLeast = Math.Min(_batchLeast, extremes.Least);
        _batchLargest = Math.Max(_batchLargest, extremes.Largest);
        Histogram.Add(values, extremes.Magnitude);
    }

    /// <summary>Ends a batch: the average takes it in.</summary>
    public void EndBatch()
    {
        if (_batchLeast > _batchLargest) return;
        // The first batch is the average so far: an average that starts at 0 would need dozens of batches to forget it.
        double kept = _hasAverage ? momentum : 0;
        _averageLeast = kept * _averageLeast + (1 - kept) * _batchLeast;
        _averageLargest = kept * _averageLargest + (1 - kept) * _batchLargest;
        _hasAverage = true;
        (_batchLeast, _batchLargest) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    /// <summary>The share of the values that lie outside a range, to within a bin at either end.</summary>
    public double SaturatedShare(ValueRange range)
    {
        if (IsEmpty) return 0;
        double half = 0.5 * Histogram.Width;
        long outside = 0;
        for (int bin = 0; bin < Histogram.Counts.Length; bin++)
        {
            double middle = Histogram.MiddleOf(bin);
            if (middle + half <= range.Low || middle - half > range.High) outside += Histogram.Counts[bin];
        }

        return (double)outside / Histogram.Total;
    }
}
