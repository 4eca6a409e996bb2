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
        MapBatch input = x.Batch, outputGradient = dy.Batch;
        float[] gamma = Guarded(Samples.Normal(channels, 3), channels);
        float[] mean = Guarded([], channels), variance = Guarded([], channels), deviation = Guarded([], channels), factor = Guarded([], channels);
        float[] dgamma = Guarded(Samples.Filled(channels, 10), channels), dbeta = Guarded(Samples.Filled(channels, 20), channels);
        float[] gradientMean = Guarded([], channels), productMean = Guarded([], channels), gradientFactor = Guarded([], channels);
        ref float unwanted = ref System.Runtime.CompilerServices.Unsafe.NullRef<float>();

        // As two workers would: the first 16 channels, then the rest.
        int middle = Math.Min(16, channels);
        foreach ((int first, int last) in ((int, int)[])[(0, middle), (middle, channels)])
        {
            BatchNormalization.Statistics(
                ref x.First, in input, first, last, Epsilon, 0.1f, ref gamma[0], ref unwanted, ref unwanted, ref mean[0], ref deviation[0], ref unwanted,
                ref unwanted, ref variance[0], ref factor[0]);
            BatchNormalization.Sums(
                ref x.First, in input, ref dy.First, in outputGradient, first, last, ref gamma[0], ref mean[0], ref deviation[0], ref dgamma[0], ref dbeta[0],
                accumulate: true, ref gradientMean[0], ref productMean[0], ref gradientFactor[0]);
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
            Samples.AssertClose(gamma[c] * inverse, factor[c], 1e-5, $"factor[{c}]");
            Samples.AssertClose(gamma[c] * inverse, gradientFactor[c], 1e-5, $"factor of the gradient[{c}]");
            Samples.AssertClose(sum / count, gradientMean[c], 1e-5, $"mean of dy[{c}]");
            Samples.AssertClose(inverse * product / count, productMean[c], 1e-4, $"mean of the products[{c}]");
        }

        foreach (float[] array in (float[][])[mean, variance, deviation, factor, dgamma, dbeta, gradientMean, productMean, gradientFactor])
            Assert.All(array[channels..], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Gradients_are_overwritten_where_they_do_not_accumulate()
    {
        BatchMemory x = new BatchMemory(false, 2, 3, 2, 2, 0).Fill(1);
        MapBatch batch = x.Batch;
        float[] ones = [1, 1, 1], zeros = [0, 0, 0], dgamma = [9, 9, 9], dbeta = [9, 9, 9], rest = new float[9];
        BatchNormalization.Sums(
            ref x.First, in batch, ref x.First, in batch, 0, 3, ref ones[0], ref zeros[0], ref ones[0], ref dgamma[0], ref dbeta[0], accumulate: false,
            ref rest[0], ref rest[3], ref rest[6]);
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

    private static float[] Guarded(float[] values, int count)
    {
        float[] memory = Samples.Filled(count + 32, float.NaN);
        values.CopyTo(memory, 0);
        return memory;
    }
}
