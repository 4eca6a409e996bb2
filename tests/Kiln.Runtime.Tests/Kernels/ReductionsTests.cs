using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class ReductionsTests
{
    [Theory]
    [InlineData(false, 3, 5, 4, 9)]
    [InlineData(false, 2, 70, 3, 3)]
    [InlineData(true, 3, 5, 4, 9)]
    [InlineData(true, 2, 6, 28, 28)]
    public void Channel_sums_see_real_elements_only(bool planar, int samples, int channels, int height, int width)
    {
        BatchMemory x = new BatchMemory(planar, samples, channels, height, width, border: 1).Fill(1);
        MapBatch batch = x.Batch;
        float[] sums = Samples.Filled(channels + 32, float.NaN);
        int middle = Math.Min(16, channels);
        Reductions.ChannelSums(ref x.First, in batch, 0, middle, ref sums[0], accumulate: false);
        Reductions.ChannelSums(ref x.First, in batch, middle, channels, ref sums[0], accumulate: false);
        Reductions.ChannelSums(ref x.First, in batch, 0, channels, ref sums[0], accumulate: true);
        for (int c = 0; c < channels; c++)
            Samples.AssertClose(2 * x.Sum(c, (n, h, w) => x[n, c, h, w]), sums[c], 2e-6 * height * width, $"sum[{c}]");
        Assert.All(sums[channels..], value => Assert.True(float.IsNaN(value)));
    }

    [Theory]
    [InlineData(1, 10, 16)]
    [InlineData(64, 120, 128)]
    [InlineData(33, 17, 32)]
    public void Column_sums_agree_with_plain_loops(int rows, int columns, int stride)
    {
        float[] x = Samples.Rows(rows, columns, stride, 2);
        float[] sums = Samples.Filled(columns + 32, float.NaN);
        Reductions.ColumnSums(ref x[0], rows, columns, stride, ref sums[0], accumulate: false);
        for (int c = 0; c < columns; c++)
            Samples.AssertClose(Enumerable.Range(0, rows).Sum(r => (double)x[r * stride + c]), sums[c], 1e-5, $"sum[{c}]");
        Assert.All(sums[columns..], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Losses_are_summed_in_double_precision()
    {
        float[] losses = Samples.Filled(1_000_001, 0.1f);
        Assert.Equal(0.1f * 1_000_001.0, Reductions.Sum(ref losses[0], losses.Length, 1), 1e-3);
    }
}
