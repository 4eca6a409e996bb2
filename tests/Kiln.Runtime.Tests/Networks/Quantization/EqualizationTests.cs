using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>Cross-layer equalization and bias correction: they keep what the network computes in floats, and lessen what quantization costs.</summary>
public class EqualizationTests
{
    private const int Inputs = 4, Channels = 6, Outputs = 3, Samples = 400;

    private readonly float[] _weights = Weights();

    [Fact]
    public void Equalized_weights_compute_the_same_and_use_the_range_alike()
    {
        QuantizationLayout layout = Layout(out _);
        float[] folded = [.. _weights];
        ChannelFactors factors = new(layout);
        Equalization.Run(layout, folded, factors);
        for (int channel = 0; channel < Channels; channel++)
        {
            float before = Enumerable.Range(0, Inputs).Max(i => Math.Abs(folded[channel * Inputs + i]));
            float behind = Enumerable.Range(0, Outputs).Max(o => Math.Abs(folded[Second + o * Channels + channel]));
            Assert.Equal(before, behind, before * 1e-4f);
        }

        foreach (float[] x in Rows())
        {
            float[] plain = Observed(_weights, x), equalized = Observed(folded, x);
            factors.Divide(1, plain.AsSpan(Inputs, Channels));
            for (int i = 0; i < plain.Length; i++) Assert.Equal(plain[i], equalized[i], 1e-4f * (1 + Math.Abs(plain[i])));
        }
    }

    [Fact]
    public void Equalization_lessens_the_error_of_badly_scaled_channels()
    {
        double plain = Error(new QuantizeOptions(), out _), equalized = Error(new QuantizeOptions { CrossLayerEqualization = true }, out _);
        Assert.True(equalized < plain / 4, $"mean squared error {plain:G3}, equalized {equalized:G3}");
    }

    [Fact]
    public void Bias_correction_lessens_the_mean_error()
    {
        QuantizeOptions plain = new() { Calibration = Calibration.MinMax }, corrected = plain with { BiasCorrection = true };
        Error(plain, out double meanOfPlain);
        Error(corrected, out double meanOfCorrected);
        Assert.True(meanOfCorrected < meanOfPlain, $"mean error {meanOfPlain:G3}, corrected {meanOfCorrected:G3}");
    }

    [Theory]
    [InlineData("next")]
    [InlineData("high")]
    [InlineData("output")]
    [InlineData("scale")]
    public void Layers_that_something_else_reads_or_bounds_stay(string what)
    {
        QuantizationLayout layout = Layout(out LayoutBuilder builder);
        if (what == "next") builder.Replace(0, layer => (QuantizedLinear)layer with { Next = -1 });
        if (what == "high") builder.Replace(0, layer => layer with { High = 6 });
        if (what == "output") builder.Outputs.Add(1);
        if (what == "scale") layout = layout with { Scales = [layout.Scales[0], layout.Scales[1] with { High = 6 }, layout.Scales[2]] };
        float[] folded = [.. _weights];
        Equalization.Run(layout, folded, new ChannelFactors(layout));
        Assert.Equal(_weights, folded);
    }

    [Fact]
    public void Factors_of_channels_without_weights_are_one_and_others_bounded()
    {
        QuantizationLayout layout = Layout(out _);
        float[] folded = [.. _weights];
        for (int i = 0; i < Inputs; i++) (folded[i], folded[Inputs + i]) = (0, 1e-20f);
        float bias = folded[Channels * Inputs], biasOfTiny = folded[Channels * Inputs + 1];
        Equalization.Run(layout, folded, new ChannelFactors(layout));
        Assert.Equal(bias, folded[Channels * Inputs]);
        Assert.True(float.IsFinite(folded[Channels * Inputs + 1]));
        Assert.NotEqual(biasOfTiny, folded[Channels * Inputs + 1]);
    }

    [Fact]
    public void Means_are_those_of_channels_in_either_order()
    {
        float[] planar = [1, 2, 3, 10, 20, 30], last = [1, 10, 2, 20, 3, 30];
        ChannelMeans one = new(new QuantizedValue("x", 0, 0, 6, 2)), other = new(new QuantizedValue("x", 0, 0, 6, 2, ChannelsLast: true));
        one.Add(planar);
        one.Add(new float[6]);
        other.Add(last);
        other.Add(new float[6]);
        Assert.Equal([1.0, 10.0], one.Of(2));
        Assert.Equal([1.0, 10.0], other.Of(2));
        Assert.Equal([1.0, 1.0, 10.0, 10.0], one.Of(4));
        Assert.Equal([1.0, 10.0, 1.0, 10.0], other.Of(4));
        Assert.Empty(one.Of(3));
    }

    private static int Second => Channels * Inputs + Channels;

    private double Error(QuantizeOptions options, out double meanError)
    {
        QuantizationLayout layout = Layout(out LayoutBuilder builder);
        IntegerNetwork integers = new(layout, builder.ModelBytes);
        ObservedNetwork network = new(Inputs, _weights, x => Observed(_weights, x));
        float[] data = [.. Rows().SelectMany(row => row)];
        Quantizer.Run(network, integers.Core, layout, Dataset.Of(Samples, data), options);
        double squared = 0;
        double[] errors = new double[Outputs];
        foreach (float[] x in Rows())
        {
            int[] input = [.. x.Select(value => (int)integers.Core.QuantizationOf(0).Quantize(value))];
            int[] hidden = Dense(integers, "dense1", input, integers.Core.QuantizationOf(1));
            int[] y = Dense(integers, "dense2", hidden, integers.Core.QuantizationOf(2));
            float[] expected = Observed(_weights, x)[^Outputs..];
            for (int i = 0; i < Outputs; i++)
            {
                double error = integers.Core.QuantizationOf(2).Real(y[i]) - expected[i];
                squared += error * error;
                errors[i] += error / Samples;
            }
        }

        meanError = errors.Sum(Math.Abs);
        return squared / Samples;
    }

    private static int[] Dense(IntegerNetwork integers, string layer, int[] x, Quantization output)
    {
        sbyte[] weight = integers.Read<sbyte>(layer + ".weight"), clamp = integers.Read<sbyte>(layer + ".clamp");
        int[] bias = integers.Read<int>(layer + ".bias"), multiplier = integers.Read<int>(layer + ".multiplier");
        byte[] shift = integers.Read<byte>(layer + ".shift");
        return
        [
            .. bias.Select((sum, channel) => IntegerArithmetic.Requantize(
                sum + Enumerable.Range(0, x.Length).Sum(i => weight[channel * x.Length + i] * x[i]), multiplier[channel], shift[channel], output.ZeroPoint,
                clamp[0], clamp[1])),
        ];
    }

    private static QuantizationLayout Layout(out LayoutBuilder builder)
    {
        builder = new LayoutBuilder();
        int input = builder.Value("input", Inputs, Inputs, isInput: true), hidden = builder.Value("dense1", Channels, Channels, low: 0);
        int output = builder.Value("dense2", Outputs, Outputs);
        builder.Dense("dense1", input, hidden, 0, Channels, Inputs, layer => layer with { Low = 0, Next = 1, InputValue = 0 });
        builder.Dense("dense2", hidden, output, Second, Outputs, Channels, layer => layer with { InputValue = 1 });
        builder.Outputs.Add(output);
        return builder.Build(Second + Outputs * Channels + Outputs);
    }

    // Channels of very different magnitude, as batch normalization leaves them.
    private static float[] Weights()
    {
        Random random = new(3);
        float[] weights = new float[Second + Outputs * Channels + Outputs];
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)random.NextDouble() - 0.4f;
        for (int channel = 0; channel < Channels; channel++)
        {
            float factor = MathF.Pow(4, channel - 3);
            for (int i = 0; i < Inputs; i++) weights[channel * Inputs + i] *= factor;
            weights[Channels * Inputs + channel] *= factor;
            for (int output = 0; output < Outputs; output++) weights[Second + output * Channels + channel] /= factor;
        }

        return weights;
    }

    private static IEnumerable<float[]> Rows()
    {
        Random random = new(5);
        for (int row = 0; row < Samples; row++) yield return [.. Enumerable.Range(0, Inputs).Select(_ => (float)random.NextDouble())];
    }

    private static float[] Observed(float[] weights, float[] x)
    {
        float[] hidden = [.. Dense(weights, 0, x, Channels).Select(value => Math.Max(0, value))];
        return [.. x, .. hidden, .. Dense(weights, Second, hidden, Outputs)];
    }

    private static float[] Dense(float[] weights, int at, float[] x, int outputs) =>
    [
        .. Enumerable.Range(0, outputs).Select(
            output => weights[at + outputs * x.Length + output] + Enumerable.Range(0, x.Length).Sum(i => weights[at + output * x.Length + i] * x[i])),
    ];
}
