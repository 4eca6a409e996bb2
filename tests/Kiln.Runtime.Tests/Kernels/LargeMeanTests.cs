using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>
/// Normalization where the mean is large beside the deviation, against float64 on the same floats. With u = 2^-24 the rounding of a
/// float and r = |mean| / deviation, a normalized value y is off by at most u r, because the mean is one float, and by roundings that grow
/// as those of n random terms do: 4 u (1 + sqrt n) (1 + |y|).
/// It holds for r up to 1e6.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class LargeMeanTests
{
    private const double Epsilon = 1e-5, Rounding = 1.0 / (1 << 24);

    private static readonly double[] s_ratios = [0, 1, 1e2, 1e4, 1e6];
    private static readonly float[] s_constants = [1000.1f, 12345.67f, -0.1f, 3e-5f, -7.3e6f, 16777217f, 1e30f, 0f];

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(10001)]
    public void Layer_normalization_is_within_the_bound(int columns)
    {
        foreach (double ratio in s_ratios)
            for (int seed = 1; seed <= TestLevel.Count(quick: 6, full: 200); seed++)
            {
                float[] x = Values(columns, ratio, seed), y = new float[Padded(columns)], weight = Filled(columns, 1), bias = Filled(columns, 0);
                float[] means = new float[1], factors = new float[1];
                LayerNormalization.Forward(ref x[0], ref weight[0], ref bias[0], ref y[0], 1, columns, Padded(columns), Epsilon, ref means[0], ref factors[0]);
                AssertWithinBound(x.AsSpan(0, columns), y.AsSpan(0, columns), $"ratio {ratio}, {columns} columns, seed {seed}");

                float[] dy = Values(columns, 0, seed + 1000), dx = new float[Padded(columns)];
                LayerNormalization.InputGradient(ref x[0], ref dy[0], ref weight[0], ref means[0], ref factors[0], ref dx[0], 1, columns, Padded(columns));
                AssertGradient(x.AsSpan(0, columns), dy.AsSpan(0, columns), dx.AsSpan(0, columns), $"gradient, ratio {ratio}, {columns} columns, seed {seed}");
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(4096)]
    [InlineData(10001)]
    public void A_constant_row_is_normalized_to_zero(int columns)
    {
        foreach (float value in s_constants)
        {
            float[] x = Filled(columns, value), y = new float[Padded(columns)], weight = Filled(columns, 1), bias = Filled(columns, 0);
            float[] mean = new float[1], factor = new float[1];
            LayerNormalization.Forward(ref x[0], ref weight[0], ref bias[0], ref y[0], 1, columns, Padded(columns), Epsilon, ref mean[0], ref factor[0]);
            Assert.All(y.AsSpan(0, columns).ToArray(), element => Assert.Equal(0f, element));
            Assert.Equal(value, mean[0]);
        }
    }

    /// <summary>Vectors, channels-last maps and planar maps, with and without a border; batches on both sides of a block of rows.</summary>
    public static TheoryData<bool, int, int, int, int, int> Maps => new()
    {
        { false, 6, 19, 1, 1, 0 }, { false, 1000, 40, 1, 1, 0 }, { false, 5000, 3, 1, 1, 0 }, { false, 5, 33, 7, 9, 1 }, { false, 3, 16, 40, 5, 0 },
        { true, 2, 5, 3, 7, 1 }, { true, 4, 3, 30, 31, 0 }, { true, 70, 2, 2, 3, 1 },
    };

    [Theory, MemberData(nameof(Maps))]
    public void Batch_normalization_is_within_the_bound(bool planar, int samples, int channels, int height, int width, int border)
    {
        foreach (double ratio in s_ratios)
        {
            BatchMemory x = new(planar, samples, channels, height, width, border), y = new(planar, samples, channels, height, width, border);
            int count = samples * height * width;
            float[][] values = [.. Enumerable.Range(0, channels).Select(c => Values(count, ratio, c + 1))];
            float[] mean = Train(x, y, values, channels, out float[] runningMean, out float[] runningVariance);
            for (int c = 0; c < channels; c++)
            {
                ReadOnlySpan<float> channel = values[c].AsSpan(0, count);
                string what = $"planar {planar}, {samples} x {channels} x {height} x {width}, ratio {ratio}, channel {c}";
                AssertWithinBound(channel, Channel(y, c, count), what);
                (double exact, double variance) = Exact(channel);
                // The variance loses what the rounding of the mean squared is beside it, and a rounding for each level of its sums.
                Samples.AssertClose(0.1 * exact, runningMean[c], 4 * Rounding * (1 + Math.Sqrt(count) * Math.Sqrt(variance)), what + ": running mean");
                Assert.Equal(0.9 + (0.1 * variance * count / (count - 1)), runningVariance[c], 1e-5 * (1 + variance));
                Assert.Equal(exact, mean[c], (Rounding * Math.Abs(exact)) + (4 * Rounding * Math.Sqrt(count * variance)));
            }
        }
    }

    [Theory, MemberData(nameof(Maps))]
    public void A_constant_channel_is_normalized_to_zero(bool planar, int samples, int channels, int height, int width, int border)
    {
        BatchMemory x = new(planar, samples, channels, height, width, border), y = new(planar, samples, channels, height, width, border);
        int count = samples * height * width;
        float[][] values = [.. Enumerable.Range(0, channels).Select(c => Filled(count, s_constants[c % s_constants.Length]))];
        float[] mean = Train(x, y, values, channels, out _, out float[] runningVariance);
        y.Each((n, c, h, w) => Assert.Equal(0f, y[n, c, h, w]));
        for (int c = 0; c < channels; c++) Assert.Equal(values[c][0], mean[c]);
        Assert.All(runningVariance, variance => Assert.Equal(0.9f, variance));
    }

    /// <summary>A first value that lies far from all others is what the first pass measures distances from.</summary>
    [Theory]
    [InlineData(31, 1e3)]
    [InlineData(4096, 1e5)]
    [InlineData(10001, -1e6)]
    public void A_first_value_far_away_does_no_harm(int columns, double outlier)
    {
        float[] x = Values(columns, 1, 3), y = new float[Padded(columns)], weight = Filled(columns, 1), bias = Filled(columns, 0);
        float[] mean = new float[1], factor = new float[1];
        x[0] = (float)outlier;
        LayerNormalization.Forward(ref x[0], ref weight[0], ref bias[0], ref y[0], 1, columns, Padded(columns), Epsilon, ref mean[0], ref factor[0]);
        AssertWithinBound(x.AsSpan(0, columns), y.AsSpan(0, columns), $"outlier {outlier} before {columns} columns");
    }

    /// <summary>An infinity or NaN has no normalized value, and the mean shows which it was.</summary>
    [Fact]
    public void Infinite_values_keep_an_infinite_mean()
    {
        foreach (int at in (int[])[0, 5, 20])
        {
            float[] x = Values(21, 1, 4), y = new float[32], weight = Filled(21, 1), bias = Filled(21, 0), mean = new float[1], factor = new float[1];
            x[at] = float.PositiveInfinity;
            LayerNormalization.Forward(ref x[0], ref weight[0], ref bias[0], ref y[0], 1, 21, 32, Epsilon, ref mean[0], ref factor[0]);
            Assert.All(y.AsSpan(0, 21).ToArray(), element => Assert.True(float.IsNaN(element)));
            Assert.Equal(float.PositiveInfinity, mean[0]);
        }
    }

    private static float[] Train(BatchMemory x, BatchMemory y, float[][] values, int channels, out float[] runningMean, out float[] runningVariance)
    {
        int[] next = new int[channels];
        x.Each((n, c, h, w) => x[n, c, h, w] = values[c][next[c]++]);
        MapBatch input = x.Batch;
        float[] gamma = Samples.Filled(channels, 1);
        float[] mean = new float[channels], variance = new float[channels], inverse = new float[channels], factor = new float[channels];
        (runningMean, runningVariance) = (new float[channels], Samples.Filled(channels, 1));
        BatchNormalization.Statistics(
            ref x.First, in input, 0, channels, (float)Epsilon, 0.1f, ref gamma[0], ref runningMean[0], ref runningVariance[0], ref mean[0], ref inverse[0],
            ref runningMean[0], ref runningVariance[0], ref variance[0], ref factor[0]);

        // As networks compute it: (x - mean) factor + beta, element by element.
        x.Each((n, c, h, w) => y[n, c, h, w] = (x[n, c, h, w] - mean[c]) * factor[c]);
        return mean;
    }

    private static float[] Channel(BatchMemory y, int channel, int count)
    {
        List<float> elements = new(count);
        y.Each((n, c, h, w) =>
        {
            if (c == channel) elements.Add(y[n, c, h, w]);
        });
        return [.. elements];
    }

    private static (double Mean, double Variance) Exact(ReadOnlySpan<float> x)
    {
        double mean = 0, variance = 0;
        foreach (float value in x) mean += (double)value / x.Length;
        foreach (float value in x) variance += (value - mean) * (value - mean) / x.Length;
        return (mean, variance);
    }

    private static void AssertWithinBound(ReadOnlySpan<float> x, ReadOnlySpan<float> y, string what)
    {
        (double mean, double variance) = Exact(x);
        double factor = 1 / Math.Sqrt(variance + Epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = (x[i] - mean) * factor;
            double bound = Rounding * ((Math.Abs(mean) * factor) + (4 * (1 + Math.Sqrt(x.Length)) * (1 + Math.Abs(expected))));
            Assert.True(
                Math.Abs(expected - y[i]) <= bound,
                FormattableString.Invariant($"{what}: element {i} is {y[i]:R} instead of {expected:R}, further off than {bound:G3}."));
        }
    }

    private static void AssertGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> dx, string what)
    {
        (double mean, double variance) = Exact(x);
        double factor = 1 / Math.Sqrt(variance + Epsilon), average = 0, correlation = 0, largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            average += (double)dy[i] / x.Length;
            correlation += dy[i] * (x[i] - mean) * factor / x.Length;
            largest = Math.Max(largest, Math.Abs(dy[i]));
        }

        // Each normalized value enters twice, by itself and in the correlation.
        for (int i = 0; i < x.Length; i++)
        {
            double normalized = (x[i] - mean) * factor, expected = factor * (dy[i] - average - (normalized * correlation));
            double bound = factor * largest * (1 + Math.Abs(normalized)) * Rounding * ((2 * Math.Abs(mean) * factor) + (8 * (1 + Math.Sqrt(x.Length))));
            Assert.True(
                Math.Abs(expected - dx[i]) <= bound,
                FormattableString.Invariant($"{what}: element {i} is {dx[i]:R} instead of {expected:R}, further off than {bound:G3}."));
        }
    }

    /// <summary>Normal numbers of deviation 1 about a mean of this size, whose sign the seed decides; NaN after them.</summary>
    private static float[] Values(int count, double ratio, int seed) =>
        [.. Samples.Normal(count, seed, seed % 2 == 0 ? ratio : -ratio), .. Samples.Filled(Padded(count) - count, float.NaN)];

    private static float[] Filled(int count, float value) => [.. Samples.Filled(count, value), .. Samples.Filled(Padded(count) - count, float.NaN)];

    private static int Padded(int count) => (count + 31) / 16 * 16;
}
