using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class BatchNormalizationTests
{
    private const float Epsilon = 1e-5f;

    [Theory]
    [InlineData(false, 2, 5, 3, 7)]
    [InlineData(false, 3, 40, 4, 4)]
    [InlineData(false, 6, 19, 1, 1)]
    [InlineData(true, 2, 5, 3, 7)]
    [InlineData(true, 3, 3, 10, 21)]
    public void All_steps_agree_with_plain_loops(bool planar, int samples, int channels, int height, int width)
    {
        // A mean far from zero, which a one-pass variance would not survive.
        BatchMemory x = new BatchMemory(planar, samples, channels, height, width, border: 1).Fill(1, mean: 30);
        BatchMemory dy = new BatchMemory(planar, samples, channels, height, width, border: 0).Fill(2);
        BatchMemory y = new(planar, samples, channels, height, width, border: 2);
        BatchMemory dx = new(planar, samples, channels, height, width, border: 1);
        MapBatch input = x.Batch, outputGradient = dy.Batch, output = y.Batch, inputGradient = dx.Batch;
        float[] gamma = Guarded(Samples.Normal(channels, 3), channels), beta = Guarded(Samples.Normal(channels, 4), channels);
        float[] mean = Guarded([], channels), variance = Guarded([], channels), deviation = Guarded([], channels);
        float[] dgamma = Guarded(Samples.Filled(channels, 10), channels), dbeta = Guarded(Samples.Filled(channels, 20), channels);

        // As two workers would: the first 16 channels, then the rest.
        int middle = Math.Min(16, channels);
        foreach ((int first, int last) in ((int, int)[])[(0, middle), (middle, channels)])
        {
            BatchNormalization.Statistics(ref x.First, in input, first, last, Epsilon, ref mean[0], ref variance[0], ref deviation[0]);
            BatchNormalization.Normalize(ref x.First, in input, ref y.First, in output, first, last, ref mean[0], ref deviation[0], ref gamma[0], ref beta[0]);
            BatchNormalization.Gradient(
                ref x.First, in input, ref dy.First, in outputGradient, ref dx.First, in inputGradient, first, last,
                ref mean[0], ref deviation[0], ref gamma[0], ref dgamma[0], ref dbeta[0], accumulate: true);
        }

        double count = samples * height * width;
        for (int c = 0; c < channels; c++)
        {
            int channel = c;
            double m = x.Sum(c, (n, h, w) => x[n, channel, h, w]) / count;
            double v = x.Sum(c, (n, h, w) => Math.Pow(x[n, channel, h, w] - m, 2)) / count;
            double inverse = 1 / Math.Sqrt(v + Epsilon);
            double sum = x.Sum(c, (n, h, w) => dy[n, channel, h, w]);
            double product = x.Sum(c, (n, h, w) => dy[n, channel, h, w] * (x[n, channel, h, w] - m) * inverse);
            Samples.AssertClose(m, mean[c], 1e-6, $"mean[{c}]");
            Samples.AssertClose(v, variance[c], 1e-5, $"variance[{c}]");
            Samples.AssertClose(20 + sum, dbeta[c], 1e-5, $"dbeta[{c}]");
            Samples.AssertClose(10 + product, dgamma[c], 1e-3, $"dgamma[{c}]");
            x.Each((n, own, h, w) =>
            {
                if (own != channel) return;
                double normalized = (x[n, channel, h, w] - m) * inverse;
                Samples.AssertClose(normalized * gamma[channel] + beta[channel], y[n, channel, h, w], 3e-4, $"y[{n}, {channel}, {h}, {w}]");
                Samples.AssertClose(
                    gamma[channel] * inverse / count * (count * dy[n, channel, h, w] - sum - normalized * product), dx[n, channel, h, w], 3e-4,
                    $"dx[{n}, {channel}, {h}, {w}]");
            });
        }

        y.AssertSurroundingsUntouched();
        dx.AssertSurroundingsUntouched();
        foreach (float[] array in (float[][])[mean, variance, deviation, dgamma, dbeta])
            Assert.All(array[channels..], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Gradients_are_overwritten_where_they_do_not_accumulate()
    {
        BatchMemory x = new BatchMemory(false, 2, 3, 2, 2, 0).Fill(1);
        BatchMemory dx = new(false, 2, 3, 2, 2, 0);
        MapBatch batch = x.Batch;
        float[] ones = [1, 1, 1], zeros = [0, 0, 0], dgamma = [9, 9, 9], dbeta = [9, 9, 9];
        BatchNormalization.Gradient(
            ref x.First, in batch, ref x.First, in batch, ref dx.First, in batch, 0, 3,
            ref zeros[0], ref ones[0], ref ones[0], ref dgamma[0], ref dbeta[0], accumulate: false);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(x.Sum(c, (n, h, w) => x[n, c, h, w]), dbeta[c], 1e-5);
            Assert.Equal(x.Sum(c, (n, h, w) => Math.Pow(x[n, c, h, w], 2)), dgamma[c], 1e-5);
        }
    }

    [Fact]
    public void Running_statistics_store_the_unbiased_variance()
    {
        float[] mean = [2f], variance = [3f], runningMean = [1f], runningVariance = [1f];
        BatchNormalization.UpdateRunning(
            ref mean[0], ref variance[0], 1, 4, 0.1f, ref runningMean[0], ref runningVariance[0], ref runningMean[0], ref runningVariance[0]);
        Assert.Equal(0.9 + 0.2, runningMean[0], 1e-6);
        Assert.Equal(0.9 + 0.1 * 3 * 4 / 3, runningVariance[0], 1e-6);
    }

    [Theory]
    [InlineData(false, 21)]
    [InlineData(true, 3)]
    public void Channel_affine_scales_and_shifts_each_channel(bool planar, int channels)
    {
        BatchMemory x = new BatchMemory(planar, 2, channels, 3, 11, border: 1).Fill(1);
        BatchMemory y = new(planar, 2, channels, 3, 11, border: 0);
        MapBatch input = x.Batch, output = y.Batch;
        float[] gamma = Samples.Normal(channels, 2), beta = Samples.Normal(channels, 3), mean = Samples.Normal(channels, 4);
        float[] variance = [.. Samples.Normal(channels, 5).Select(Math.Abs)];
        float[] scale = new float[channels], shift = new float[channels];
        ChannelFolding.Scale(ref gamma[0], ref variance[0], Epsilon, ref scale[0], channels);
        ChannelFolding.Shift(ref scale[0], ref beta[0], ref mean[0], ref shift[0], channels);
        ChannelAffine.Apply(ref x.First, in input, ref y.First, in output, 0, channels, ref scale[0], ref shift[0]);
        x.Each((n, c, h, w) => Samples.AssertClose(
            (x[n, c, h, w] - (double)mean[c]) / Math.Sqrt((double)variance[c] + Epsilon) * gamma[c] + beta[c], y[n, c, h, w], 1e-4, $"y[{n}, {c}, {h}, {w}]"));
        y.AssertSurroundingsUntouched();
    }

    private static float[] Guarded(float[] values, int count)
    {
        float[] memory = Samples.Filled(count + 32, float.NaN);
        values.CopyTo(memory, 0);
        return memory;
    }
}
