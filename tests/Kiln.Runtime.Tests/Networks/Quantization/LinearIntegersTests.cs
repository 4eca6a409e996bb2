using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>Integers of convolutions and dense layers: what holds for any weights, and how close they are to the real ones.</summary>
[Trait("Category", "Numeric")]
public class LinearIntegersTests
{
    private static readonly Quantization Input = new(0.02f, -3), Output = new(0.05f, 7);

    private sealed record Written(sbyte[] Weight, int[] Bias, int[] Multiplier, byte[] Shift, double SignalToNoise)
    {
        /// <summary>The scale of a channel's weights, as the multiplier tells it.</summary>
        public double Scale(int channel) => Math.ScaleB(Multiplier[channel], -Shift[channel]) * Output.Scale / Input.Scale;
    }

    [Fact]
    public void Weights_keep_the_rule_of_pairs_and_are_rounded()
    {
        Random random = new(1);
        for (int trial = 0; trial < TestLevel.Count(quick: 2_000, full: 100_000); trial++)
        {
            int channels = random.Next(1, 4), inputs = random.Next(1, 9), taps = random.Next(1, 5);
            float[] weights = Weights(random, channels * inputs * taps);
            bool isFull = random.Next(4) == 0, isTransposed = random.Next(4) == 0;
            QuantizedLinear layer = Layer(channels, inputs, taps, isTransposed) with { IsFull = isFull, IsPerTensor = random.Next(4) == 0 };
            Written written = Write(layer, [.. weights, .. new float[channels]]);
            for (int channel = 0; channel < channels; channel++) CheckChannel(layer, weights, written, channel);
            if (layer.IsPerTensor) Assert.All(written.Multiplier.Zip(written.Shift), pair => Assert.Equal((written.Multiplier[0], written.Shift[0]), pair));
        }
    }

    [Theory]
    // Without care, both halves of a pair would round up: 64.5 + 63.5.
    [InlineData(64.5f, 63.5f)]
    [InlineData(-64.5f, -63.5f)]
    [InlineData(1f, 1f)]
    [InlineData(1f, -1f)]
    [InlineData(127f, 1f)]
    [InlineData(127.5f, 0.5f)]
    [InlineData(1e-30f, 1e-30f)]
    [InlineData(1e6f, 1e-6f)]
    [InlineData(1e6f, 1e6f)]
    public void Adversarial_pairs_never_saturate(float one, float other)
    {
        sbyte[] weight = Write(Layer(1, 2, 1), [one, other, 0], new Quantization(1e-4f, 0), new Quantization(1e4f, 0)).Weight;
        // The worst inputs of an instruction that adds two products of a u8 and an s8 with saturation to 16 bits.
        foreach (int first in new[] { 0, 255 })
            foreach (int second in new[] { 0, 255 })
                Assert.InRange(first * weight[0] + second * weight[1], short.MinValue, short.MaxValue);
        Assert.True(Math.Max(Math.Abs(weight[0]), Math.Abs(weight[1])) >= 63, $"{weight[0]}, {weight[1]} waste the range");
    }

    [Fact]
    public void Biases_are_rounded_and_hold_the_zero_point()
    {
        Random random = new(7);
        for (int trial = 0; trial < 1000; trial++)
        {
            float[] weights = [.. Enumerable.Range(0, 12).Select(_ => (float)random.NextDouble() - 0.5f)];
            float[] biases = [.. Enumerable.Range(0, 2).Select(_ => 10 * (float)random.NextDouble() - 5)];
            Written written = Write(Layer(2, 6, 1), [.. weights, .. biases]);
            for (int channel = 0; channel < 2; channel++)
            {
                int sum = Enumerable.Range(0, 6).Sum(i => written.Weight[channel * 6 + i]);
                double real = (written.Bias[channel] + Input.ZeroPoint * sum) * written.Scale(channel) * Input.Scale;
                Assert.InRange(real - biases[channel], -0.51 * written.Scale(channel) * Input.Scale, 0.51 * written.Scale(channel) * Input.Scale);
            }
        }
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-3f)]
    [InlineData(0f)]
    [InlineData(6.3f)]
    public void A_channel_of_zeros_gives_its_bias(float bias)
    {
        Written written = Write(Layer(1, 4, 1), [0, 0, 0, 0, bias]);
        Assert.All(written.Weight, weight => Assert.Equal(0, weight));
        int result = IntegerArithmetic.Requantize(written.Bias[0], written.Multiplier[0], written.Shift[0], Output.ZeroPoint, -128, 127);
        Assert.Equal(Output.Quantize(bias), result);
        Assert.True(double.IsNaN(written.SignalToNoise));
    }

    [Theory]
    [InlineData(1e-7f, 3f)]
    [InlineData(1e-12f, -6f)]
    [InlineData(1e-38f, 6f)]
    public void The_scale_grows_until_a_bias_fits(float weight, float bias)
    {
        Written written = Write(Layer(1, 2, 1), [weight, -weight, bias]);
        Assert.InRange(Math.Abs((long)written.Bias[0]), 1L << 20, (1L << 24) - 1);
        int result = IntegerArithmetic.Requantize(written.Bias[0], written.Multiplier[0], written.Shift[0], Output.ZeroPoint, -128, 127);
        Assert.Equal(Output.Quantize(bias), result);
    }

    [Fact]
    public void The_scale_grows_until_long_sums_fit()
    {
        int inputs = 1 << 18;
        float[] weights = [.. Enumerable.Repeat(1f, inputs), 0];
        Written written = Write(Layer(1, inputs, 1) with { IsFull = true }, weights, Input, new Quantization(1e6f, 0));
        long bound = written.Weight.Sum(weight => (long)weight * 128) + Math.Abs((long)written.Bias[0]);
        Assert.InRange(bound, 1L << 29, (1L << 31) + 3L * 127 * inputs);
        Assert.Null(new ModelCheckOf(Layer(1, inputs, 1) with { IsFull = true }, written).Fault);
    }

    [Fact]
    public void A_multiplier_of_32_or_more_is_refused_by_the_layers_name()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Write(Layer(1, 2, 1), [5, -5, 0], new Quantization(1, 0), new Quantization(1e-3f, 0)));
        Assert.Contains("Layer 'dense1' cannot be quantized", error.Message, StringComparison.Ordinal);
        Assert.Contains("39.4 steps of its result", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, 0, "weights")]
    [InlineData(0, float.PositiveInfinity, "biases")]
    public void Numbers_that_are_not_finite_are_refused(float weight, float bias, string what)
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Write(Layer(1, 2, 1), [weight, 1, bias]));
        Assert.Contains($"Layer 'dense1' cannot be quantized: its {what}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_bias_cancels_the_error_on_the_mean_input()
    {
        Random random = new(11);
        float[] weights = [.. Enumerable.Range(0, 16).Select(_ => (float)random.NextDouble()), 0.25f, -0.5f];
        double[] means = [.. Enumerable.Range(0, 8).Select(_ => random.NextDouble())];
        QuantizedLinear layer = Layer(2, 4, 2) with { Groups = 2 };
        Written written = Write(layer, weights, means: means);
        for (int channel = 0; channel < 2; channel++)
        {
            double real = 0, quantized = 0;
            int sum = 0;
            for (int input = 0; input < 4; input++)
                for (int tap = 0; tap < 2; tap++)
                {
                    int at = channel * 8 + input * 2 + tap;
                    real += weights[at] * means[channel * 4 + input];
                    quantized += written.Weight[at] * written.Scale(channel) * means[channel * 4 + input];
                    sum += written.Weight[at];
                }

            double step = written.Scale(channel) * Input.Scale, bias = (written.Bias[channel] + Input.ZeroPoint * sum) * step;
            Assert.InRange(real + weights[16 + channel] - (quantized + bias), -0.51 * step, 0.51 * step);
        }
    }

    private sealed class ModelCheckOf
    {
        public ModelCheckOf(QuantizedLinear layer, Written written)
        {
            ModelBlock block = Block(layer, Input, new Quantization(1e6f, 0));
            written.Weight.CopyTo(block.Of<sbyte>("dense1.weight"));
            written.Bias.CopyTo(block.Of<int>("dense1.bias"));
            written.Multiplier.CopyTo(block.Of<int>("dense1.multiplier"));
            written.Shift.CopyTo(block.Of<byte>("dense1.shift"));
            Fault = new ModelCheck(block).FirstFault();
        }

        public ModelFault? Fault { get; }
    }

    private static void CheckChannel(QuantizedLinear layer, float[] weights, Written written, int channel)
    {
        double scale = written.Scale(channel), least = 0;
        for (int tap = 0; tap < layer.Taps; tap++)
        {
            for (int input = 0; input < layer.InputsPerGroup; input++)
            {
                int at = At(input), quantized = written.Weight[at];
                Assert.InRange(quantized, -127, 127);
                // The multiplier tells the scale to 2^-23 only, and that of a channel whose sums are flushed not at all.
                if (written.Shift[channel] != Requantization.Flush) Assert.InRange(weights[at] - quantized * scale, -0.5001 * scale, 0.5001 * scale);
                least = Math.Max(least, Math.Abs(weights[at]) / 127.0);
                if (layer.IsFull || input % 2 == 0) continue;
                Assert.True(LinearIntegers.IsPair(written.Weight[At(input - 1)], quantized), $"{written.Weight[At(input - 1)]}, {quantized}");
                if (weights[At(input - 1)] * (double)weights[at] > 0)
                    least = Math.Max(least, Math.Abs((double)weights[At(input - 1)] + weights[at]) / 128);
            }

            int At(int input) => channel * layer.ChannelStride + input * layer.InputStride + tap * layer.TapStride;
        }

        if (least == 0 || layer.IsPerTensor || written.Shift[channel] == Requantization.Flush) return;
        Assert.InRange(scale, least * (1 - 1e-6), least * (1 + 1.01 / 128));
    }

    private static float[] Weights(Random random, int count)
    {
        float[] weights = new float[count];
        int kind = random.Next(5);
        for (int i = 0; i < count; i++)
        {
            weights[i] = kind switch
            {
                0 => (float)random.NextDouble() - 0.5f,
                // Halves of steps, where rounding goes up everywhere.
                1 => random.Next(-127, 128) + 0.5f,
                2 => random.Next(-1, 2),
                3 => MathF.Pow((float)random.NextDouble() - 0.5f, 5),
                _ => random.Next(8) == 0 ? 1 : 0.001f,
            };
        }

        return weights;
    }

    private static QuantizedLinear Layer(int channels, int inputs, int taps, bool isTransposed = false) => isTransposed
        ? new QuantizedLinear("dense1", 0, 1, 0, channels * inputs * taps, channels, inputs, taps, taps, channels * taps, 1)
        : new QuantizedLinear("dense1", 0, 1, 0, channels * inputs * taps, channels, inputs, taps, inputs * taps, taps, 1);

    private static ModelBlock Block(QuantizedLinear layer, Quantization input, Quantization output)
    {
        LayoutBuilder builder = new();
        builder.Value("input", 1);
        builder.Value("dense1", 1);
        builder.Layer(layer, layer.Channels, layer.InputsPerGroup, layer.Taps);
        ModelBlock block = new(new ModelIndex(builder.Build(0)), builder.ModelBytes);
        ModelIntegers.WriteScales([input, output], block);
        return block;
    }

    private static Written Write(QuantizedLinear layer, float[] folded, Quantization? input = null, Quantization? output = null, double[]? means = null)
    {
        ModelBlock block = Block(layer, input ?? Input, output ?? Output);
        double signalToNoise = ModelIntegers.WriteLayer(layer, folded, means ?? [], block);
        Assert.Null(new ModelCheck(block).FirstFault());
        return new Written(
            block.Of<sbyte>("dense1.weight").ToArray(), block.Of<int>("dense1.bias").ToArray(), block.Of<int>("dense1.multiplier").ToArray(),
            block.Of<byte>("dense1.shift").ToArray(), signalToNoise);
    }
}
