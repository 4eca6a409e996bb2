using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>What calibration counts, and the ranges that it chooses, against brute force over the values themselves.</summary>
[Trait("Category", "Numeric")]
public class ObserverTests
{
    [Fact]
    public void Counts_do_not_depend_on_order_or_batches()
    {
        Random random = new(1);
        for (int trial = 0; trial < 200; trial++)
        {
            float[] values = [.. Enumerable.Range(0, 500).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-40, 40))))];
            values[random.Next(values.Length)] = 0;
            Histogram histogram = Counted(values, batch: 500), shuffled = new();
            random.Shuffle(values);
            foreach (float[] part in values.Chunk(random.Next(1, 60))) shuffled.Add(part, Extremes.Of(part).Magnitude);
            Assert.Equal(histogram.Width, shuffled.Width);
            Assert.Equal(histogram.Counts.ToArray(), shuffled.Counts.ToArray());
            Assert.Equal((500, 1), (histogram.Total, histogram.Zeros));

            long[] expected = new long[2 * Histogram.Half];
            foreach (float value in values) expected[(int)Math.Floor(value / histogram.Width) + Histogram.Half]++;
            Assert.Equal(expected, histogram.Counts.ToArray());
            double magnitude = values.Max(Math.Abs);
            Assert.InRange(magnitude / histogram.Width, Histogram.Half / 2, Histogram.Half);
        }
    }

    [Theory]
    [InlineData(new[] { 1f })]
    [InlineData(new[] { -1f, 1f })]
    [InlineData(new[] { 0f, 0f })]
    [InlineData(new[] { float.MaxValue, -float.MaxValue })]
    [InlineData(new[] { float.Epsilon, -float.Epsilon, 1e-30f, 1e30f })]
    [InlineData(new[] { 1f, 2f, 4f, 8f, 1024f, -1024f })]
    public void Powers_of_two_and_extremes_have_bins(float[] values) => Assert.Equal(values.Length, Counted(values, batch: 1).Counts.ToArray().Sum());

    [Fact]
    public void Extremes_are_those_of_all_values()
    {
        Random random = new(2);
        for (int length = 1; length < 100; length++)
        {
            float[] values = [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble() - 0.5f)];
            Assert.Equal(new Extremes(values.Min(), values.Max()), Extremes.Of(values));
            values[random.Next(length)] = float.NaN;
            Assert.False(Extremes.Of(values).AreFinite);
            values[0] = float.NegativeInfinity;
            Assert.False(Extremes.Of(values).AreFinite);
        }
    }

    [Theory]
    [InlineData(-1.0, 3.0)]
    [InlineData(0.0, 6.0)]
    [InlineData(-4.0, 0.0)]
    [InlineData(0.5, 2.0)]
    [InlineData(-1e-20, 1e-20)]
    [InlineData(-3e38, 3e38)]
    public void A_range_has_256_values_of_which_one_is_0(double low, double high)
    {
        Quantization quantization = Quantization.Of(new ValueRange(low, high));
        Assert.Equal((float)((Math.Max(high, 0) - Math.Min(low, 0)) / 255), quantization.Scale);
        Assert.InRange(quantization.Real(-128), Math.Min(low, 0) - quantization.Scale * 0.501, Math.Min(low, 0) + quantization.Scale * 0.501);
        Assert.InRange(quantization.Real(127), Math.Max(high, 0) - quantization.Scale * 0.501, Math.Max(high, 0) + quantization.Scale * 0.501);
        Assert.Equal(quantization.ZeroPoint, quantization.Quantize(0));
    }

    [Fact]
    public void Min_max_and_bounds_of_the_structure()
    {
        Assert.Equal(new ValueRange(-1, 3), Chosen([[-1, 3], [0, 2]], new QuantizeOptions()));
        Assert.Equal(new ValueRange(0, 3), Chosen([[1, 3]], new QuantizeOptions()));
        Assert.Equal(new ValueRange(-3, 0), Chosen([[-1, -3]], new QuantizeOptions()));
        Assert.Equal(new ValueRange(0, 3), Chosen([[-1, 3]], new QuantizeOptions(), new QuantizedScale("x") { Low = 0 }));
        Assert.Equal(new ValueRange(0, 6), Chosen([[0, 3]], new QuantizeOptions(), new QuantizedScale("x") { Low = 0, High = 6 }));
        Assert.Equal(new ValueRange(0, 6), Chosen([], new QuantizeOptions(), new QuantizedScale("x") { Low = 0, High = 6 }));
        foreach (Calibration calibration in Enum.GetValues<Calibration>())
        {
            QuantizeOptions options = new() { Calibration = calibration };
            Assert.Equal(new ValueRange(-1, 1), Chosen([[0, 0], [0]], options));
            Assert.Equal(new ValueRange(0, 1), Chosen([[0, 0], [0]], options, new QuantizedScale("x") { Low = 0 }));
            ValueRange constant = Chosen([[2.5f, 2.5f]], options);
            Assert.Equal(0, constant.Low);
            Assert.InRange(constant.High, 2.49, 2.51);
        }
    }

    [Fact]
    public void A_moving_average_starts_at_the_first_batch()
    {
        QuantizeOptions options = new() { Calibration = Calibration.MovingAverage, Momentum = 0.75 };
        ValueRange range = Chosen([[-4, 8], [-2, 16], [-1, 4]], options);
        Assert.Equal(0.75 * (0.75 * -4 + 0.25 * -2) + 0.25 * -1, range.Low, 12);
        Assert.Equal(0.75 * (0.75 * 8 + 0.25 * 16) + 0.25 * 4, range.High, 12);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(99.99)]
    [InlineData(99)]
    [InlineData(50)]
    public void A_percentile_holds_that_share_of_the_values(double percentile)
    {
        foreach (float[] values in Distributions())
        {
            float[] sorted = [.. values.Order()];
            ValueRange range = Chosen([values], new QuantizeOptions { Calibration = Calibration.Percentile, Percentile = percentile });
            double width = Counted(values, values.Length).Width, cut = values.Length * (100 - percentile) / 100;
            bool isOneSided = sorted[0] >= 0 || sorted[^1] <= 0;
            if (!isOneSided) cut /= 2;
            double high = sorted[^1] <= 0 ? 0 : Math.Max(0, sorted[Math.Clamp((int)(values.Length - cut) - 1, 0, values.Length - 1)]);
            double low = sorted[0] >= 0 ? 0 : Math.Min(0, sorted[Math.Clamp((int)cut, 0, values.Length - 1)]);
            // The values between which a bound lies may be far apart where there are few.
            double nextHigh = sorted[Math.Clamp((int)(values.Length - cut), 0, values.Length - 1)];
            double nextLow = sorted[Math.Clamp((int)cut - 1, 0, values.Length - 1)];
            Assert.InRange(range.High, high - width, Math.Max(high, nextHigh) + width);
            Assert.InRange(range.Low, Math.Min(low, nextLow) - width, low + width);
        }
    }

    [Fact]
    public void The_least_squared_error_is_that_of_brute_force()
    {
        foreach (float[] values in Distributions())
        {
            ValueRange whole = Chosen([values], new QuantizeOptions());
            ValueRange range = Chosen([values], new QuantizeOptions { Calibration = Calibration.MeanSquaredError });
            double best = double.PositiveInfinity;
            for (int i = 1; i <= 50; i++)
                for (int j = whole.Low < 0 ? 1 : 50; j <= 50; j++)
                    best = Math.Min(best, SquaredErrorOf(values, new ValueRange(whole.Low * j / 50, whole.High * i / 50)));
            Assert.InRange(SquaredErrorOf(values, range), 0, best * 1.02);
            Assert.True(SquaredErrorOf(values, range) <= SquaredErrorOf(values, whole) * 1.001);
        }
    }

    /// <summary>The divergence by its definition: two distributions over all bins, one of them as sums over the steps, spread again.</summary>
    [Fact]
    public void The_divergence_is_that_of_its_definition()
    {
        Random random = new(3);
        foreach (float[] values in Distributions())
        {
            Histogram histogram = Counted(values, values.Length);
            Divergence divergence = new(new CountedValues(histogram));
            for (int trial = 0; trial < 20; trial++)
            {
                ValueRange range = new(-random.NextDouble() * 4, random.NextDouble() * 4);
                double expected = DivergenceOf(histogram, range), actual = divergence.Of(range);
                if (double.IsInfinity(expected)) Assert.True(double.IsInfinity(actual));
                else Assert.Equal(expected, actual, 1e-9);
                Assert.True(actual > -1e-12);
            }
        }
    }

    [Fact]
    public void Entropy_keeps_what_is_even_and_cuts_off_outliers()
    {
        Random random = new(4);
        QuantizeOptions entropy = new() { Calibration = Calibration.Entropy };
        float[] even = [.. Enumerable.Range(0, 200_000).Select(_ => (float)random.NextDouble() * 4)];
        Assert.InRange(Chosen([even], entropy).High, 3.8, 4.0);

        // Half of a normal distribution with one value at 40 deviations: almost all information lies below five.
        float[] tailed = [.. Enumerable.Range(0, 200_000).Select(_ => Math.Abs(Normal(random))), 40];
        Assert.InRange(Chosen([tailed], entropy).High, 2.5, 10);

        float[] both = [.. Enumerable.Range(0, 200_000).Select(_ => Normal(random)), 40, -60];
        ValueRange range = Chosen([both], entropy);
        Assert.InRange(range.High, 2.5, 12);
        Assert.InRange(range.Low, -12, -2.5);

        // The zeros of a ReLU change nothing.
        Assert.Equal(Chosen([tailed], entropy), Chosen([[.. tailed, .. new float[500_000]]], entropy));
    }

    private static ValueRange Chosen(float[][] batches, QuantizeOptions options, QuantizedScale? scale = null)
    {
        ScaleObserver observer = new(scale ?? new QuantizedScale("x"), options.Momentum);
        foreach (float[] batch in batches)
        {
            observer.Add(batch, Extremes.Of(batch));
            observer.EndBatch();
        }

        return RangeChoice.Of(observer, options);
    }

    private static Histogram Counted(float[] values, int batch)
    {
        Histogram histogram = new();
        foreach (float[] part in values.Chunk(batch)) histogram.Add(part, Extremes.Of(part).Magnitude);
        return histogram;
    }

    private static IEnumerable<float[]> Distributions()
    {
        Random random = new(9);
        yield return [.. Enumerable.Range(0, 20_000).Select(_ => Normal(random))];
        yield return [.. Enumerable.Range(0, 20_000).Select(_ => Math.Max(0, Normal(random)))];
        yield return [.. Enumerable.Range(0, 20_000).Select(_ => (float)random.NextDouble() * 3 - 1)];
        yield return [.. Enumerable.Range(0, 20_000).Select(_ => MathF.Pow(Normal(random), 3))];
        yield return [.. Enumerable.Range(0, 5_000).Select(_ => Normal(random)), 50, -30, 45];
        yield return [.. Enumerable.Range(0, 5_000).Select(_ => -Math.Abs(Normal(random))), 0.5f];
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static double SquaredErrorOf(float[] values, ValueRange range)
    {
        Quantization quantization = Quantization.Of(range);
        return values.Sum(value => Math.Pow(value - quantization.Real(quantization.Quantize(value)), 2));
    }

    private static double DivergenceOf(Histogram histogram, ValueRange range)
    {
        Quantization quantization = Quantization.Of(range);
        int bins = histogram.Counts.Length;
        double[] reference = [.. histogram.Counts.ToArray().Select(count => (double)count)];
        reference[Histogram.Half] -= histogram.Zeros;
        double[] step = [.. Enumerable.Range(0, bins).Select(bin => Math.Round(histogram.MiddleOf(bin) / quantization.Scale) + quantization.ZeroPoint)];
        int[] inside = [.. Enumerable.Range(0, bins).Where(bin => reference[bin] > 0 && step[bin] is >= -128 and <= 127)];
        if (inside.Length == 0) return double.PositiveInfinity;
        double[] q = new double[bins], p = new double[bins];
        foreach (IGrouping<double, int> together in inside.GroupBy(bin => step[bin]))
            foreach (int bin in together) q[bin] = together.Sum(other => reference[other]) / together.Count();
        foreach (int bin in inside) p[bin] = reference[bin];
        for (int bin = 0; bin < bins; bin++)
        {
            if (step[bin] < -128) p[inside[0]] += reference[bin];
            if (step[bin] > 127) p[inside[^1]] += reference[bin];
        }

        double sumOfP = p.Sum(), sumOfQ = q.Sum();
        return inside.Sum(bin => p[bin] / sumOfP * Math.Log(p[bin] / sumOfP / (q[bin] / sumOfQ)));
    }
}
