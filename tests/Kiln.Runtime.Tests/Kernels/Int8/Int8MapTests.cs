using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8MapTests
{
    [Fact]
    public void Enlarged_maps_are_exact()
    {
        Random random = new(1);
        for (int trial = 0, values = 0; values < TestLevel.Count(100000, 1500000); trial++)
        {
            int channels = random.Next(1, 50), height = random.Next(1, 6), width = random.Next(1, 6), factor = random.Next(1, 6);
            if (trial % 40 == 0) (channels, height, width, factor) = (random.Next(1, 20), 2, 1, trial % 80 == 0 ? 90 : 91);
            int inputPixel = channels + random.Next(2) * 5, outputPixel = channels + random.Next(2) * 3;
            MapStrides input = MapStrides.ChannelsLast(width * inputPixel + random.Next(3), inputPixel);
            MapStrides output = MapStrides.ChannelsLast(width * factor * outputPixel + random.Next(3), outputPixel);
            sbyte[] x = Bytes.Filled(random, height * (int)input.Row);
            if (trial % 5 == 0) Array.Fill(x, trial % 2 == 0 ? sbyte.MinValue : sbyte.MaxValue);
            sbyte zero = Bytes.Any(random);
            Rescaling r = Bytes.Rescaling(random, 10 + (int)Math.Ceiling(2 * Math.Log2(factor)));
            int first = random.Next(2) * random.Next(height * factor), end = random.Next(2) == 0 ? height * factor : random.Next(first, height * factor);
            sbyte?[] copies = new sbyte?[height * factor * (int)output.Row], between = new sbyte?[copies.Length];
            for (int h = first; h < end; h++)
                for (int w = 0; w < width * factor; w++)
                    for (int c = 0; c < channels; c++)
                    {
                        int at = h * (int)output.Row + w * outputPixel + c;
                        copies[at] = x[h / factor * (int)input.Row + w / factor * inputPixel + c];
                        long sum = 0;
                        for (int p = 0; p < height; p++)
                            for (int q = 0; q < width; q++)
                                sum += (x[p * (int)input.Row + q * inputPixel + c] - zero) * Weight(h, p, height, factor) * Weight(w, q, width, factor);
                        between[at] = Bytes.Rescale(sum, r);
                        values++;
                    }

            sbyte[] y = Bytes.Guarded(copies.Length);
            Int8Upsampling.Nearest(ref x[0], input, ref Bytes.First(y), output, channels, width, factor, first, end);
            Bytes.AssertEqual(copies, y, $"nearest, factor {factor}, {channels} channels");
            y = Bytes.Guarded(copies.Length);
            Int8Upsampling.Bilinear(
                ref x[0], input, ref r.Multiplier, ref r.Shift, ref r.Clamp[0], ref zero, ref r.Zero, ref Bytes.First(y), output, channels, height, width, factor,
                first, end);
            Bytes.AssertEqual(between, y, $"bilinear, factor {factor}, {channels} channels");
        }
    }

    [Fact]
    public void Rows_of_a_table_are_copied()
    {
        Random random = new(2);
        for (int trial = 0, values = 0; values < TestLevel.Count(20000, 1000000); trial++)
        {
            int count = random.Next(1, 20), units = random.Next(1, 100), vocabulary = random.Next(1, 300);
            sbyte[] table = Bytes.Filled(random, vocabulary * units), y = Bytes.Guarded(count * units);
            int[] indices = [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
            indices[^1] = vocabulary - 1;
            Int8Embedding.Run(ref indices[0], ref table[0], ref Bytes.First(y), count, units, vocabulary);
            sbyte[] expected = [.. indices.SelectMany(index => table[(index * units)..((index + 1) * units)])];
            Bytes.AssertEqual(expected, y, "embedding");
            values += expected.Length;
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void An_index_outside_the_table_is_named(int wrong)
    {
        sbyte[] table = new sbyte[10], y = Bytes.Guarded(8);
        int[] indices = [0, 4, wrong, 1];
        ArgumentException error = Assert.Throws<ArgumentException>(() => Int8Embedding.Run(ref indices[0], ref table[0], ref Bytes.First(y), 4, 2, 5));
        Assert.Equal($"Index {wrong} at position 2 is outside the table: it has 5 rows, so indices run from 0 to 4.", error.Message);
        Bytes.AssertEqual(new sbyte?[8], y, "an embedding that threw");
    }

    /// <summary>2 factor times what pixel <paramref name="source"/> gives to pixel <paramref name="index"/> of the large axis.</summary>
    private static int Weight(int index, int source, int size, int factor)
    {
        int place = 2 * index + 1 - factor;
        int first = (int)Math.Floor(place / (2.0 * factor)), second = place - first * 2 * factor, weight = 0;
        if (Math.Clamp(first, 0, size - 1) == source) weight += 2 * factor - second;
        if (Math.Clamp(first + 1, 0, size - 1) == source) weight += second;
        return weight;
    }
}
