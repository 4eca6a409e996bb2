namespace Kiln;

/// <summary>The range that holds a percentage of the values.</summary>
internal static class PercentileRange
{
    /// <param name="histogram">The values.</param>
    /// <param name="whole">From the least to the largest value, 0 included.</param>
    /// <param name="percent">How many percent of the values the range holds. The rest is cut from both ends alike, or from one if the other is 0.</param>
    public static ValueRange Of(Histogram histogram, ValueRange whole, double percent)
    {
        double cut = histogram.Total * (100 - percent) / 100;
        if (whole is { Low: < 0, High: > 0 }) cut /= 2;
        double low = whole.Low < 0 ? Math.Min(0, Math.Max(whole.Low, Below(histogram, cut))) : 0;
        double high = whole.High > 0 ? Math.Max(0, Math.Min(whole.High, Below(histogram, histogram.Total - cut))) : 0;
        return new ValueRange(low, high);
    }

    /// <summary>Below it lie so many values; those of a bin are spread evenly over it.</summary>
    private static double Below(Histogram histogram, double count)
    {
        double passed = 0;
        int last = 0;
        for (int bin = 0; bin < histogram.Counts.Length; bin++)
        {
            long held = histogram.Counts[bin];
            if (held == 0) continue;
            last = bin;
            if (passed + held >= count) return histogram.MiddleOf(bin) + ((count - passed) / held - 0.5) * histogram.Width;
            passed += held;
        }

        return histogram.MiddleOf(last) + 0.5 * histogram.Width;
    }
}
