using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Data;

[Trait("Category", "Numeric")]
public class PhiloxTests
{
    // The three philox4x32 10 lines of kat_vectors, the known-answer file of Random123 (Salmon et al.).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Agrees_with_the_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3)
    {
        PhiloxWords words = PhiloxFunction.Block(c0, c1, c2, c3, k0, k1);
        Assert.Equal([w0, w1, w2, w3], [words[0], words[1], words[2], words[3]]);

        // The same through the key: counter word 0 is the block, word 1 the sample, words 2 and 3 the step.
        RandomKey key = new RandomKey(k0, k1, 0, 0).At((long)(c2 | (ulong)c3 << 32), (int)c1);
        for (int lane = 0; lane < 4; lane++) Assert.Equal(words[lane], CounterRandom.Bits(key, 4L * c0 + lane));
    }

    [Fact]
    public void The_default_stream_begins_with_the_known_answer_of_zero()
    {
        Philox random = default;
        Assert.Equal(
            [0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u], [random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()]);
    }

    // A change here changes every initial weight, order and mask of every user; the value was computed in Python, apart from this code.
    [Fact]
    public void Keys_never_change()
    {
        RandomKey key = RandomKey.Of(7, "initialize", "conv2d1.weight");
        Assert.Equal((0x0bd8fb33u, 0x7b97448au), (key.Key0, key.Key1));
    }

    [Fact]
    public void Every_part_of_the_key_gives_another_stream()
    {
        Philox[] streams =
        [
            new(0), new(1), new(1L << 32), new(-1), new(0, "a"), new(0, "", "a"), new(0, "ab", "c"), new(0, "a", "bc"), new(0, "a\u0100"), new(0, "a\0\u0001"),
            new(0, step: 1), new(0, step: 1L << 32), new(0, sample: 1), new(0, sample: -1),
        ];
        ulong[] first = [.. streams.Select(stream => stream.NextUInt64())];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(1021)]
    [InlineData((1L << 34) - 2100)]
    public void Bulk_scalar_and_sequential_forms_agree_bitwise(long first)
    {
        RandomKey key = RandomKey.Of(3, "dropout", "dropout1").At(step: (1L << 40) + 5, sample: 9);
        foreach (int length in new[] { 0, 1, 3, 4, 15, 16, 17, 64, 1024, 1025, 2100 })
        {
            uint[] bits = new uint[length];
            float[] uniform = new float[length], normal = new float[length];
            CounterRandom.FillBits(bits, key, first);
            CounterRandom.FillUniform(uniform, key, first);
            CounterRandom.FillNormal(normal, key, first);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(CounterRandom.Bits(key, first + i), bits[i]);
                Assert.Equal(CounterRandom.Uniform(key, first + i), uniform[i]);
                Assert.Equal(CounterRandom.Normal(key, first + i), normal[i]);
            }
        }

        Philox sequence = new(3, "dropout", "dropout1", (1L << 40) + 5, 9);
        for (int i = 0; i < 50; i++) Assert.Equal(CounterRandom.Bits(key, i), sequence.NextUInt32());
    }

    [Fact]
    public void Indices_outside_of_a_stream_are_refused()
    {
        RandomKey key = default;
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Bits(key, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Bits(key, RandomKey.Elements));
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.FillNormal(new float[2], key, RandomKey.Elements - 1));
    }

    [Fact]
    public void Uniform_numbers_stay_below_one()
    {
        Assert.Equal(0f, CounterRandom.ToUniform(0));
        Assert.Equal(1f - 1f / (1 << 24), CounterRandom.ToUniform(uint.MaxValue));
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_and_the_bins_of_the_distribution()
    {
        const int Count = 1 << 20, Bins = 64;
        float[] numbers = new float[Count];
        CounterRandom.FillUniform(numbers, RandomKey.Of(1, "test", "uniform"));
        Assert.Equal(0.5, numbers.Average(x => (double)x), 5 / Math.Sqrt(12.0 * Count));
        int[] bins = new int[Bins];
        foreach (float number in numbers) bins[(int)(number * Bins)]++;
        double expected = (double)Count / Bins, chiSquare = bins.Sum(bin => (bin - expected) * (bin - expected) / expected);
        // 63 degrees of freedom: mean 63, standard deviation sqrt(126); five of them.
        Assert.InRange(chiSquare, 63 - 5 * 11.225, 63 + 5 * 11.225);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_distribution()
    {
        const int Count = 1 << 20;
        float[] numbers = new float[Count];
        CounterRandom.FillNormal(numbers, RandomKey.Of(1, "test", "normal"));
        double Moment(int power) => numbers.Average(x => Math.Pow(x, power));
        // Five standard errors: the variance of x^k is E x^2k - (E x^k)^2.
        Assert.Equal(0, Moment(1), 5 / Math.Sqrt(Count));
        Assert.Equal(1, Moment(2), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0, Moment(3), 5 * Math.Sqrt(15.0 / Count));
        Assert.Equal(3, Moment(4), 5 * Math.Sqrt(96.0 / Count));
        Assert.Equal(0.0455003, (double)numbers.Count(x => Math.Abs(x) > 2) / Count, 5 * Math.Sqrt(0.0455 / Count));
    }

    // Quantiles of the standard normal distribution, to 10 digits, from tables; bits give p = (bits + 1/2) / 2^32.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.6, 0.2533471031)]
    [InlineData(0.9, 1.2815515655)]
    [InlineData(0.92, 1.4050715603)]
    [InlineData(0.93, 1.4757910282)]
    [InlineData(0.975, 1.9599639845)]
    [InlineData(0.999, 3.0902323062)]
    [InlineData(0.999999, 4.7534243088)]
    public void Quantiles_agree_with_tables_on_both_sides(double probability, double quantile)
    {
        uint bits = (uint)Math.Round(probability * 4294967296.0 - 0.5);
        // Half a step of the bits moves the quantile by 2^-33 / density.
        double density = Math.Exp(-quantile * quantile / 2) / Math.Sqrt(2 * Math.PI);
        double tolerance = 4e-7 * Math.Max(0.01, quantile) + 1.2e-10 / density;
        Assert.Equal(quantile, NormalQuantile.Of(bits), tolerance);
        Assert.Equal(-NormalQuantile.Of(bits), NormalQuantile.Of(~bits));
    }

    [Fact]
    public void Quantiles_are_monotone_and_bounded()
    {
        float last = float.NegativeInfinity;
        for (ulong bits = 0; bits <= uint.MaxValue; bits += 50_021)
        {
            float value = NormalQuantile.Of((uint)bits);
            Assert.True(value > last);
            last = value;
        }

        Assert.InRange(NormalQuantile.Of(0), -6.34f, -6.33f);
        Assert.InRange(NormalQuantile.Of(uint.MaxValue), 6.33f, 6.34f);
    }

    // One bit of difference between two machines would give them different initial weights; the value was computed in Python, apart from this code.
    [Fact]
    public void Normal_bits_never_change()
    {
        uint hash = 0;
        for (ulong bits = 0; bits <= uint.MaxValue; bits += 100_003)
            hash = unchecked(hash * 31 + BitConverter.SingleToUInt32Bits(NormalQuantile.Of((uint)bits)));
        Assert.Equal(0x2521c5ccu, hash);
    }

    [Fact]
    public void Bounded_integers_are_unbiased_and_in_range()
    {
        Philox random = new(5, "test");
        int[] seen = new int[7];
        for (int i = 0; i < 70_000; i++) seen[random.NextInt32(7)]++;
        foreach (int times in seen) Assert.InRange(times, 10_000 - 5 * 93, 10_000 + 5 * 93);

        // With 3 * 2^29 values, plain x % n would give the lower half of them twice as often.
        const int Bound = 3 << 29;
        int low = 0;
        for (int i = 0; i < 30_000; i++)
        {
            int value = random.NextInt32(Bound);
            Assert.InRange(value, 0, Bound - 1);
            if (value < Bound / 2) low++;
        }

        Assert.InRange(low, 15_000 - 5 * 87, 15_000 + 5 * 87);
        Assert.Equal(0, random.NextInt32(1));
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => { Philox one = new(1); one.NextInt32(0); });
    }

    [Fact]
    public void Every_order_of_four_is_equally_likely()
    {
        Dictionary<string, int> orders = [];
        Philox random = new(11, "test");
        for (int i = 0; i < 24_000; i++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            random.Shuffle(letters.AsSpan());
            string order = new(letters);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, orders.Count);
        Assert.All(orders.Values, times => Assert.InRange(times, 1000 - 5 * 31, 1000 + 5 * 31));
    }
}
