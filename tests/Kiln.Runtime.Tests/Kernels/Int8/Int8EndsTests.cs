using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8EndsTests
{
    [Fact]
    public void Every_layout_is_read_and_written_exactly()
    {
        Random random = new(1);
        for (int trial = 0, values = 0; values < TestLevel.Count(100000, 1500000); trial++)
        {
            int channels = random.Next(1, 40), height = random.Next(1, 12), width = random.Next(1, 40);
            switch (trial % 6)
            {
                case 0: channels = random.Next(1, 5); break;
                case 1: channels = random.Next(60, 140); break;
                case 2: width = random.Next(60, 200); break;
            }

            int[] sizes = [channels, height, width];
            MapStrides from = Strides(random, sizes), to = Strides(random, sizes);
            int sourceLength = Extent(from, sizes), resultLength = Extent(to, sizes);
            float scale = (float)Math.Exp(random.NextDouble() * 8 - 4), inverse = 1 / scale;
            sbyte zero = Bytes.Any(random);
            bool hasOneTable = random.Next(2) == 0;
            sbyte[] tables = Bytes.Filled(random, 256 * (hasOneTable ? 1 : channels));
            sbyte[] source = Bytes.Filled(random, sourceLength);
            byte[] pixels = Array.ConvertAll(source, value => (byte)value);
            float[] floats = [.. source.Select(value => Float(random, (value - zero) * scale))];
            sbyte?[] copied = new sbyte?[resultLength], looked = new sbyte?[resultLength], quantized = new sbyte?[resultLength];
            float?[] real = new float?[resultLength];
            for (int c = 0; c < channels; c++)
                for (int h = 0; h < height; h++)
                    for (int w = 0; w < width; w++)
                    {
                        int x = At(from, c, h, w), y = At(to, c, h, w);
                        copied[y] = source[x];
                        looked[y] = tables[(hasOneTable ? 0 : c * 256) + pixels[x]];
                        quantized[y] = Quantize(floats[x], inverse, zero);
                        real[y] = scale * (source[x] - zero);
                        values++;
                    }

            string what = $"{channels} x {height} x {width}, {from} to {to}";
            sbyte[] result = Bytes.Guarded(resultLength);
            Int8Ends.Copy(ref source[0], from, ref Bytes.First(result), to, channels, height, width);
            Bytes.AssertEqual(copied, result, what);
            result = Bytes.Guarded(resultLength);
            Int8Ends.FromBytes(ref pixels[0], from, ref tables[0], hasOneTable ? 0 : 256, ref Bytes.First(result), to, channels, height, width);
            Bytes.AssertEqual(looked, result, what);
            result = Bytes.Guarded(resultLength);
            Int8Ends.FromFloat(ref floats[0], from, ref inverse, ref zero, ref Bytes.First(result), to, channels, height, width);
            Bytes.AssertEqual(quantized, result, what);
            float[] values32 = Samples.Filled(resultLength + 160, float.NaN);
            Int8Ends.ToFloat(ref source[0], from, ref scale, ref zero, ref values32[80], to, channels, height, width);
            for (int i = -80; i < resultLength + 80; i++)
            {
                float expected = (i >= 0 && i < resultLength ? real[i] : null) ?? float.NaN;
                Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(values32[i + 80]), what);
            }
        }
    }

    [Fact]
    public void Floats_round_half_away_from_zero()
    {
        // Scale 1, so that every half and its neighbours are met, and every float of magnitudes that matter with a stride.
        float one = 1, nan = float.NaN;
        sbyte none = 0, zero = -7;
        int step = TestLevel.Count(1009, 61);
        float[] x = new float[1 << 16];
        sbyte[] y = new sbyte[x.Length];
        MapStrides run = new(x.Length, x.Length, 1);
        uint bits = 0;
        while (true)
        {
            int filled = 0;
            for (; filled < x.Length && bits < 0x43400000; filled++, bits += (uint)step)
                x[filled] = (filled & 1) == 0 ? BitConverter.UInt32BitsToSingle(bits) : -BitConverter.UInt32BitsToSingle(bits);
            if (filled == 0) break;
            Int8Ends.FromFloat(ref x[0], run, ref one, ref none, ref y[0], run, filled, 1, 1);
            for (int i = 0; i < filled; i++) Assert.Equal(Quantize(x[i], one, none), y[i]);
        }

        List<float> corners = [nan, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, -0f, 0f];
        for (int i = -140; i <= 140; i++)
            corners.AddRange([i, i + 0.5f, float.BitIncrement(i + 0.5f), float.BitDecrement(i + 0.5f), float.BitIncrement(i), float.BitDecrement(i)]);
        foreach (sbyte point in (sbyte[])[none, zero, sbyte.MinValue, sbyte.MaxValue])
        {
            zero = point;
            float[] values = [.. corners];
            Int8Ends.FromFloat(ref values[0], run, ref one, ref zero, ref y[0], run, values.Length, 1, 1);
            for (int i = 0; i < values.Length; i++) Assert.Equal(Quantize(values[i], one, zero), y[i]);
            for (int i = 0; i < values.Length; i++)
            {
                Int8Ends.FromFloat(ref values[i], run, ref one, ref zero, ref y[0], run, 1, 1, 1);
                Assert.Equal(Quantize(values[i], one, zero), y[0]);
            }
        }
    }

    private static sbyte Quantize(float x, float inverse, sbyte zero)
    {
        float product = x * inverse, value = product + zero;
        return float.IsNaN(value) ? zero : (sbyte)Math.Clamp(Math.Round((double)value, MidpointRounding.AwayFromZero), sbyte.MinValue, sbyte.MaxValue);
    }

    private static float Float(Random random, float near) => random.Next(40) switch
    {
        0 => float.NaN,
        1 => float.PositiveInfinity,
        2 => float.NegativeInfinity,
        3 => 0,
        _ => near * (0.9f + 0.2f * random.NextSingle()),
    };

    /// <summary>Any order of the axes, with and without gaps.</summary>
    private static MapStrides Strides(Random random, int[] sizes)
    {
        int[] order = random.Next(4) switch
        {
            0 or 1 => [0, 2, 1],
            2 => [2, 1, 0],
            _ => [0, 1, 2],
        };
        if (random.Next(5) == 0) random.Shuffle(order);
        int[] strides = new int[3];
        int stride = random.Next(15) == 0 ? 2 : 1;
        foreach (int axis in order)
        {
            strides[axis] = stride;
            stride = stride * sizes[axis] + (random.Next(3) == 0 ? random.Next(1, 20) : 0);
        }

        return new(strides[1], strides[2], strides[0]);
    }

    private static int At(MapStrides strides, int c, int h, int w) => c * (int)strides.Plane + h * (int)strides.Row + w * (int)strides.Pixel;

    private static int Extent(MapStrides strides, int[] sizes) => 1 + At(strides, sizes[0] - 1, sizes[1] - 1, sizes[2] - 1);
}
