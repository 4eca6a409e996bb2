using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class PackingTests
{
    [Theory]
    [InlineData(784, 128)]
    [InlineData(5, 10)]
    [InlineData(3, 16)]
    [InlineData(7, 33)]
    [InlineData(9, 49)]
    public void Dense_forward(int k, int n)
    {
        float[] weights = Samples.Normal(k * n, 1);
        AssertPacked(weights, 0, new PackAxis(k, n), new PackAxis(n, 1), k, n, (row, column) => weights[row * n + column]);
    }

    [Theory]
    [InlineData(16, 5, 5, 120)]
    [InlineData(6, 3, 2, 10)]
    public void Dense_after_flatten_walks_pixels_before_channels(int channels, int height, int width, int n)
    {
        float[] weights = Samples.Normal(channels * height * width * n, 2);
        float At(int h, int w, int c, int column) => weights[((c * height + h) * width + w) * n + column];
        AssertPacked(
            weights, 0, PackAxis.Of(height, width * n, width, n, channels, height * width * n), new PackAxis(n, 1), channels * height * width, n,
            (row, column) => At(row / channels / width, row / channels % width, row % channels, column));

        // The input gradient: columns are the pixels with their channels padded to 16.
        int padded = (channels + 15) / 16 * 16;
        AssertPacked(
            weights, 0, new PackAxis(n, 1), PackAxis.Of(height, width * n, width, n, channels, height * width * n).PadInner(), n, padded * height * width,
            (row, column) => column % padded < channels ? At(column / padded / width, column / padded % width, column % padded, row) : 0);
    }

    [Fact]
    public void Dense_input_gradient_is_the_transpose()
    {
        const int K = 37, N = 50;
        float[] weights = Samples.Normal(K * N, 3);
        AssertPacked(weights, 0, new PackAxis(N, 1), new PackAxis(K, N).PadInner(), N, 48, (row, column) => column < K ? weights[column * N + row] : 0);
    }

    [Theory]
    [InlineData(3, 5, 4, 20)]
    [InlineData(3, 3, 7, 48)]
    public void Convolution_and_its_input_gradient(int kernelHeight, int kernelWidth, int inputs, int outputs)
    {
        float[] weights = Samples.Normal(kernelHeight * kernelWidth * inputs * outputs, 4);
        float At(int kh, int kw, int ci, int co) => weights[((kh * kernelWidth + kw) * inputs + ci) * outputs + co];
        int tap = inputs * outputs, tapRow = kernelWidth * tap, taps = kernelHeight * kernelWidth;

        AssertPacked(
            weights, 0, PackAxis.Of(kernelHeight, tapRow, kernelWidth, tap, inputs, outputs), new PackAxis(outputs, 1), taps * inputs, outputs,
            (row, column) => At(row / inputs / kernelWidth, row / inputs % kernelWidth, row % inputs, column));
        AssertPacked(
            weights, 0, PackAxis.Of(inputs, outputs, kernelHeight, tapRow, kernelWidth, tap), new PackAxis(outputs, 1), taps * inputs, outputs,
            (row, column) => At(row / kernelWidth % kernelHeight, row % kernelWidth, row / taps, column));
        AssertPacked(
            weights, (taps - 1) * tap, PackAxis.Of(kernelHeight, -tapRow, kernelWidth, -tap, outputs, 1), new PackAxis(inputs, outputs), taps * outputs, inputs,
            (row, column) => At(kernelHeight - 1 - row / outputs / kernelWidth, kernelWidth - 1 - row / outputs % kernelWidth, column, row % outputs));

        // One phase of a stride-2 gradient: taps 0, 2, ... of each axis, flipped.
        int phaseHeight = (kernelHeight + 1) / 2, phaseWidth = (kernelWidth + 1) / 2;
        AssertPacked(
            weights, 2 * (phaseHeight - 1) * tapRow + 2 * (phaseWidth - 1) * tap,
            PackAxis.Of(phaseHeight, -2 * tapRow, phaseWidth, -2 * tap, outputs, 1), new PackAxis(inputs, outputs), phaseHeight * phaseWidth * outputs, inputs,
            (row, column) => At(2 * (phaseHeight - 1 - row / outputs / phaseWidth), 2 * (phaseWidth - 1 - row / outputs % phaseWidth), column, row % outputs));
    }

    [Fact]
    public void Padded_rows_pack_as_zeros()
    {
        float[] weights = Samples.Normal(6 * 20, 5);
        AssertPacked(weights, 0, new PackAxis(6, 20).PadInner(), new PackAxis(20, 1), 16, 20, (row, column) => row < 6 ? weights[row * 20 + column] : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Planar_weights_of_one_group(bool gradient)
    {
        const int KernelHeight = 3, KernelWidth = 2, Inputs = 4, Outputs = 5, TotalOutputs = 10, FirstOutput = 5;
        float[] weights = Samples.Normal(KernelHeight * KernelWidth * Inputs * TotalOutputs, 6);
        float[] packed = Samples.Filled(KernelHeight * KernelWidth * Inputs * Outputs + 8, -3);
        const int Tap = Inputs * TotalOutputs;
        int origin = FirstOutput + (gradient ? ((KernelHeight * KernelWidth) - 1) * Tap : 0);
        PackAxis rows = gradient
            ? PackAxis.Of(Outputs, 1, KernelHeight, -KernelWidth * Tap, KernelWidth, -Tap)
            : PackAxis.Of(Inputs, TotalOutputs, KernelHeight, KernelWidth * Tap, KernelWidth, Tap);
        PackAxis columns = gradient ? new PackAxis(Inputs, TotalOutputs) : new PackAxis(Outputs, 1);
        Packing.PackRows(ref weights[origin], ref packed[0], in rows, in columns);
        int at = 0;
        for (int plane = 0; plane < (gradient ? Outputs : Inputs); plane++)
            for (int kh = 0; kh < KernelHeight; kh++)
                for (int kw = 0; kw < KernelWidth; kw++)
                    for (int run = 0; run < (gradient ? Inputs : Outputs); run++)
                    {
                        (int h, int w, int i, int o) = gradient ? (KernelHeight - 1 - kh, KernelWidth - 1 - kw, run, plane) : (kh, kw, plane, run);
                        Assert.Equal(weights[((h * KernelWidth + w) * Inputs + i) * TotalOutputs + FirstOutput + o], packed[at++]);
                    }

        Assert.All(packed[at..], value => Assert.Equal(-3f, value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Folding_keeps_what_the_two_layers_compute(bool withBias)
    {
        const int Rows = 5, Columns = 19;
        const float Epsilon = 1e-5f;
        float[] weights = Samples.Normal(Rows * Columns, 7);
        float[] bias = Samples.Normal(Columns, 8);
        float[] gamma = Samples.Normal(Columns, 9);
        float[] beta = Samples.Normal(Columns, 10);
        float[] mean = Samples.Normal(Columns, 11), variance = [.. Samples.Normal(Columns, 12).Select(Math.Abs)], x = Samples.Normal(Rows, 13);
        float[] folded = Samples.Filled(Rows * Columns + 8, -3), foldedBias = Samples.Filled(Columns + 8, -3);
        float[] scale = new float[Columns], shift = new float[Columns];
        ChannelFolding.Scale(ref gamma[0], ref variance[0], Epsilon, ref scale[0], Columns);
        ChannelFolding.Shift(ref scale[0], ref beta[0], ref mean[0], ref shift[0], Columns);
        ChannelFolding.ScaleOutputs(ref weights[0], ref scale[0], ref folded[0], Rows, Columns);
        if (withBias) ChannelFolding.ScaleBias(ref bias[0], ref scale[0], ref shift[0], ref foldedBias[0], Columns);
        else shift.CopyTo(foldedBias, 0);
        for (int n = 0; n < Columns; n++)
        {
            double layer = (withBias ? bias[n] : 0) + Enumerable.Range(0, Rows).Sum(r => (double)x[r] * weights[r * Columns + n]);
            double expected = (layer - mean[n]) / Math.Sqrt((double)variance[n] + Epsilon) * gamma[n] + beta[n];
            Samples.AssertClose(expected, foldedBias[n] + Enumerable.Range(0, Rows).Sum(r => (double)x[r] * folded[r * Columns + n]), 1e-5, $"output {n}");
        }

        Assert.All(folded[(Rows * Columns)..].Concat(foldedBias[Columns..]), value => Assert.Equal(-3f, value));
    }

    [Fact]
    public void A_padded_copy_ends_in_zeros()
    {
        float[] source = [1, 2, 3], destination = Samples.Filled(17, -3);
        Packing.PadCopy(ref source[0], ref destination[0], 3, 16);
        Assert.Equal([1, 2, 3, .. new float[13], -3], destination);
    }

    private static void AssertPacked(float[] weights, int origin, PackAxis rows, PackAxis columns, int k, int n, Func<int, int, float> expected)
    {
        Assert.Equal((k, n), ((int)rows.Count, (int)columns.Count));
        int floats = (int)Packing.PanelFloats(k, n);
        float[] panels = Samples.Filled(floats + 16, -3);
        Packing.Pack(ref weights[origin], ref panels[0], in rows, in columns);
        int at = 0;
        for (int first = 0; first < n; first += 32)
        {
            int width = n - first <= 16 ? 16 : 32;
            for (int row = 0; row < k; row++)
                for (int lane = 0; lane < width; lane++, at++)
                {
                    float value = first + lane < n ? expected(row, first + lane) : 0f;
                    Assert.True(value == panels[at], $"Row {row}, column {first + lane} should be {value} and is {panels[at]}.");
                }
        }

        Assert.Equal(floats, at);
        Assert.All(panels[floats..], value => Assert.Equal(-3f, value));
    }
}
