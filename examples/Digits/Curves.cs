namespace Digits;

/// <summary>Arithmetic of loss curves, shared by terminal and report.</summary>
internal static class Curves
{
    // Losses below this are drawn at it: a logarithm needs a positive number.
    private const double Smallest = 1e-6;

    /// <summary>Cuts the values into at most <paramref name="count"/> equal runs and averages each.</summary>
    public static double[] Average(IReadOnlyList<double> values, int count)
    {
        count = Math.Min(count, values.Count);
        double[] averages = new double[count];
        for (int i = 0; i < count; i++)
        {
            int first = (int)((long)i * values.Count / count), end = (int)((long)(i + 1) * values.Count / count);
            double sum = 0;
            for (int at = first; at < end; at++)
                sum += values[at];
            averages[i] = sum / (end - first);
        }

        return averages;
    }

    /// <summary>The nearest 1, 2 or 5 times a power of ten below and above all finite values.</summary>
    public static (double Low, double High) LogarithmicRange(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Select(value => Math.Max(value, Smallest)).DefaultIfEmpty(1)];
        double low = LogarithmicTicks(Smallest / 10, finite.Min()).Last(), high = LogarithmicTicks(finite.Max(), finite.Max() * 10).First();
        return low < high ? (low, high) : (low, low * 10);
    }

    /// <summary>1, 2 and 5 times the powers of ten from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static IEnumerable<double> LogarithmicTicks(double low, double high)
    {
        const double Rounding = 1e-9;
        for (int exponent = (int)Math.Floor(Math.Log10(low)); exponent <= Math.Ceiling(Math.Log10(high)); exponent++)
        {
            foreach (int digit in (int[])[1, 2, 5])
            {
                double tick = exponent < 0 ? digit / Math.Pow(10, -exponent) : digit * Math.Pow(10, exponent);
                if (tick >= low * (1 - Rounding) && tick <= high * (1 + Rounding))
                    yield return tick;
            }
        }
    }

    /// <summary>Where a value lies between low (0) and high (1) on a logarithmic scale, cut to that range; NaN counts as high.</summary>
    public static double LogarithmicShare(double value, double low, double high) =>
        double.IsNaN(value) ? 1 : Math.Clamp(Math.Log(Math.Max(value, Smallest) / low) / Math.Log(high / low), 0, 1);
}
