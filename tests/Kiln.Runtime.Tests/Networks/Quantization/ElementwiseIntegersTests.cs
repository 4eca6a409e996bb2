using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>Sums, products, averages, tables and bounds, compared with the real numbers that they stand for.</summary>
[Trait("Category", "Numeric")]
public class ElementwiseIntegersTests
{
    [Fact]
    public void Sums_and_differences_are_within_052_of_a_step_for_all_bytes()
    {
        Random random = new(1);
        for (int trial = 0; trial < TestLevel.Count(quick: 30, full: 2_000); trial++)
        {
            Quantization first = Any(random, 1), second = Any(random, Math.Pow(2, random.Next(-12, 13)));
            // From far below to far above the operands' steps.
            Quantization output = Any(random, Math.Max(first.Scale, second.Scale) * Math.Pow(2, random.Next(-6, 12)));
            bool subtracts = random.Next(2) == 0;
            QuantizedAdd layer = new("add1", 0, 1, 2, subtracts);
            int[] c = Written(layer, first, second, output).Of<int>("add1.constants").ToArray();
            // Both factors are rounded to half of 2^-shift; a result finer than its operands, which is unusual, gets a smaller shift.
            double allowed = output.Scale >= Math.Max(first.Scale, second.Scale) ? 0.52 : 0.5 + 255 * Math.ScaleB(1, -c[3]);
            for (int one = -128; one < 128; one++)
                for (int other = -128; other < 128; other++)
                {
                    double exact = (first.Real(one) + (subtracts ? -1 : 1) * second.Real(other)) / output.Scale + output.ZeroPoint;
                    int actual = Math.Clamp(checked(one * c[0] + other * c[1] + c[2]) >> c[3], -128, 127);
                    exact = Math.Clamp(exact, -128, 127);
                    if (Math.Abs(exact - actual) > allowed) Assert.Fail($"{first}, {second} -> {output}: {one}, {other} gives {actual}, expected {exact:R}");
                }
        }
    }

    [Fact]
    public void A_sum_whose_result_is_too_fine_is_refused()
    {
        QuantizedAdd layer = new("add1", 0, 1, 2, Subtracts: false);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Written(layer, new Quantization(1, 0), new Quantization(1, 0), new Quantization(1e-5f, 0)));
        Assert.Contains("Layer 'add1' cannot be quantized", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_are_within_half_a_step_for_all_bytes()
    {
        Random random = new(2);
        for (int trial = 0; trial < TestLevel.Count(quick: 30, full: 2_000); trial++)
        {
            Quantization first = Any(random, 1), second = Any(random, 1), output = Any(random, first.Scale * second.Scale * Math.Pow(2, random.Next(-4, 14)));
            ModelBlock block = Written(new QuantizedMultiply("multiply1", 0, 1, 2), first, second, output);
            int multiplier = block.Of<int>("multiply1.multiplier")[0], shift = block.Of<byte>("multiply1.shift")[0];
            for (int one = -128; one < 128; one++)
                for (int other = -128; other < 128; other += 5)
                {
                    int product = (one - first.ZeroPoint) * (other - second.ZeroPoint);
                    double exact = first.Real(one) * second.Real(other) / output.Scale + output.ZeroPoint;
                    int actual = IntegerArithmetic.Requantize(product, multiplier, shift, output.ZeroPoint, int.MinValue, int.MaxValue);
                    if (Math.Abs(exact - actual) > 0.5 + Math.Abs(exact) * 2e-7 + 1e-6) Assert.Fail($"{one}, {other} gives {actual}, expected {exact:R}");
                }
        }
    }

    [Fact]
    public void Averages_have_a_multiplier_for_each_count()
    {
        Quantization input = new(0.1f, 4), output = new(0.1f, 4);
        QuantizedRescale layer = new("pool1", 0, 2, [1, 1 / 2.0, 1 / 3.0, 1 / 4.0], Terms: 4);
        ModelBlock block = Written(layer, input, input, output);
        for (int count = 1; count <= 4; count++)
            for (int sum = -255 * count; sum <= 255 * count; sum++)
            {
                int actual = IntegerArithmetic.Requantize(
                    sum, block.Of<int>("pool1.multiplier")[count - 1], block.Of<byte>("pool1.shift")[count - 1], 0, -1000, 1000);
                // Ties aside, which the multiplier moves by 2^-23 of them.
                Assert.InRange((double)sum / count - actual, -0.5001, 0.5001);
            }
    }

    [Theory]
    [InlineData(-1.0, 1, "multiplies by -")]
    [InlineData(40.0, 1, "steps of its result")]
    [InlineData(20.0, 1 << 23, "its sums reach")]
    public void Impossible_factors_are_refused(double factor, int terms, string problem)
    {
        Quantization one = new(0.5f, 0);
        QuantizedRescale layer = new("mean1", 0, 2, [factor], terms);
        string message = Assert.Throws<InvalidOperationException>(() => Written(layer, one, one, one)).Message;
        Assert.Contains("Layer 'mean1' cannot be quantized", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_hold_the_rounded_function()
    {
        Quantization input = new(0.05f, -10), output = new(1 / 256f, -128);
        QuantizedTable layer = new("sigmoid1", 0, 2, x => 1 / (1 + Math.Exp(-x)));
        sbyte[] table = Written(layer, input, input, output).Of<sbyte>("sigmoid1.table").ToArray();
        for (int q = -128; q < 128; q++)
        {
            double exact = 256 / (1 + Math.Exp(-0.05f * (double)(q + 10))) - 128;
            Assert.Equal(Math.Clamp(Math.Round(exact, MidpointRounding.AwayFromZero), -128, 127), table[q + 128]);
        }

        sbyte[] odd = Written(new QuantizedTable("log1", 0, 2, Math.Log), input, input, new Quantization(0.1f, 5)).Of<sbyte>("log1.table").ToArray();
        // Not a number is the zero point; infinities saturate.
        Assert.Equal(5, odd[0]);
        Assert.Equal(-128, odd[118]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Softmax_is_within_a_step(int length)
    {
        Random random = new(length);
        double allowed = length <= 1024 ? 0.51 : 0.76;
        for (int trial = 0; trial < 50; trial++)
        {
            Quantization input = new((float)(0.001 * Math.Pow(2, random.Next(0, 9))), 0);
            ModelBlock block = Written(new QuantizedSoftmax("softmax1", 0, 2, length), input, input, new Quantization(1 / 256f, -128));
            uint[] table = [.. block.Of<int>("softmax1.table").ToArray().Select(value => (uint)value)];
            int[] q = [.. Enumerable.Range(0, length).Select(_ => random.Next(-128, 128))];
            int largest = q.Max();
            uint sum = 0;
            foreach (int value in q) sum = checked(sum + table[largest - value]);
            double exactSum = q.Sum(value => Math.Exp(-(double)input.Scale * (largest - value)));
            foreach (int value in q)
            {
                double exact = Math.Min(255, 256 * Math.Exp(-(double)input.Scale * (largest - value)) / exactSum);
                uint actual = Math.Min(255, checked(table[largest - value] * 256 + sum / 2) / sum);
                Assert.InRange(actual - exact, -allowed, allowed);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public void A_softmax_that_is_too_long_is_refused(int length)
    {
        Quantization one = new(0.5f, 0);
        Assert.Contains("at most 4096", Assert.Throws<InvalidOperationException>(
            () => Written(new QuantizedSoftmax("softmax1", 0, 2, length), one, one, one)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_of_pixels_are_moved_where_the_scale_says_the_same()
    {
        Quantization output = Quantization.Of(new ValueRange(0, 1));
        ModelBlock block = Written(new QuantizedBytes("input", 2, 1 / 255.0, 0), output, output, output);
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (sbyte)(value ^ 0x80)), block.Of<sbyte>("input.table").ToArray());
    }

    [Theory]
    [InlineData(0, 6.0, 7, 127)]
    [InlineData(-1.0, 1.0, -13, 27)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, -128, 127)]
    [InlineData(-0.024, 0.026, 7, 8)]
    public void Bounds_are_rounded_once(double low, double high, int expectedLow, int expectedHigh)
    {
        Quantization output = new(0.05f, 7);
        ModelBlock block = Written(new QuantizedClip("clip1", 2) { Low = low, High = high }, output, output, output);
        Assert.Equal([(sbyte)expectedLow, (sbyte)expectedHigh], block.Of<sbyte>("clip1.clamp").ToArray());
    }

    private static Quantization Any(Random random, double about) => new((float)(about * (0.5 + random.NextDouble())), random.Next(-128, 128));

    private static ModelBlock Written(QuantizedLayer layer, Quantization first, Quantization second, Quantization output)
    {
        LayoutBuilder builder = new();
        foreach (string name in new[] { "first", "second", "output" }) builder.Value(name, 1);
        builder.Layer(layer);
        ModelBlock block = new(new ModelIndex(builder.Build(0)), builder.ModelBytes);
        ModelIntegers.WriteScales([first, second, output], block);
        ModelIntegers.WriteLayer(layer, [], [], block);
        Assert.Null(new ModelCheck(block).FirstFault());
        return block;
    }
}
