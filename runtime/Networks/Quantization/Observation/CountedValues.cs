namespace Kiln;

/// <summary>A histogram as the searches for a range read it: the bins with values in them, without exact zeros, which cost nothing in any range.</summary>
internal sealed class CountedValues
{
    public CountedValues(Histogram histogram)
    {
        List<double> middles = [];
        List<long> counts = [];
        for (int bin = 0; bin < histogram.Counts.Length; bin++)
        {
            long count = histogram.Counts[bin] - (bin == Histogram.Half ? histogram.Zeros : 0);
            if (count == 0) continue;
            middles.Add(histogram.MiddleOf(bin));
            counts.Add(count);
            Total += count;
        }

        Middles = [.. middles];
        Counts = [.. counts];
    }

    /// <summary>Real numbers in the middle of the bins, in rising order.</summary>
    public double[] Middles { get; }

    /// <summary>Values in each of these bins.</summary>
    public long[] Counts { get; }

    /// <summary>All of them.</summary>
    public long Total { get; }
}
