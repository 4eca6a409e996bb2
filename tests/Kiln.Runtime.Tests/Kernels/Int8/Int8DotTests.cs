using System.Runtime.Intrinsics;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8DotTests
{
    [Fact]
    public void Sums_of_two_products_fit_in_16_bits_where_pairs_keep_the_rule()
    {
        for (int even = -128; even < 128; even++)
            for (int odd = -128; odd < 128; odd++)
            {
                if (Math.Max(even, 0) + Math.Max(odd, 0) > 128 || Math.Min(even, 0) + Math.Min(odd, 0) < -128) continue;
                foreach (int first in (ReadOnlySpan<int>)[0, 255])
                    foreach (int second in (ReadOnlySpan<int>)[0, 255])
                        Assert.InRange(first * even + second * odd, short.MinValue, short.MaxValue);
                foreach (int first in (ReadOnlySpan<int>)[-128, 127])
                    foreach (int second in (ReadOnlySpan<int>)[-128, 127])
                        Assert.InRange(first * even + second * odd, short.MinValue, short.MaxValue);
            }
    }

    [Fact]
    public void Every_width_equals_the_products_of_single_bytes()
    {
        Random random = new(1);
        for (int n = 0; n < TestLevel.Count(3_000, 100_000); n++)
        {
            bool pairs = n % 2 == 0;
            sbyte[] inputs = Bytes(random), weights = pairs ? Pairs(random) : Bytes(random);
            int[] sums = Sums(random);
            int[] expected = Expected(sums, inputs, weights);
            Vector512<byte> form = Vector512.Create(inputs).AsByte() ^ Vector512.Create(Int8Dot.InputFlip);

            // The form of the inputs adds InputOffset to each of them.
            for (int i = 0; i < 16; i++)
                for (int j = 0; j < 4; j++) expected[i] += Int8Dot.InputOffset * weights[4 * i + j];
            Vector512<sbyte> w = Vector512.Create(weights);
            Vector512<int> c = Vector512.Create(sums), whole = pairs ? Int8Dot.Pairs(c, form, w) : Int8Dot.Any(c, form, w);
            Vector256<int> half = pairs ? Int8Dot.Pairs(c.GetUpper(), form.GetUpper(), w.GetUpper()) : Int8Dot.Any(c.GetUpper(), form.GetUpper(), w.GetUpper());
            Vector128<int> quarter = pairs
                ? Int8Dot.Pairs(c.GetLower().GetLower(), form.GetLower().GetLower(), w.GetLower().GetLower())
                : Int8Dot.Any(c.GetLower().GetLower(), form.GetLower().GetLower(), w.GetLower().GetLower());
            for (int i = 0; i < 16; i++) Assert.Equal(expected[i], whole[i]);
            for (int i = 0; i < 8; i++) Assert.Equal(expected[8 + i], half[i]);
            for (int i = 0; i < 4; i++) Assert.Equal(expected[i], quarter[i]);
        }
    }

    [Fact]
    public void Widening_instructions_and_plain_multiplications_equal_the_products_of_single_bytes()
    {
        Random random = new(2);
        for (int n = 0; n < TestLevel.Count(3_000, 100_000); n++)
        {
            sbyte[] inputs = Bytes(random), any = Bytes(random), pairs = Pairs(random);
            int[] sums = Sums(random);
            Vector128<sbyte> x = Vector128.Create(inputs);
            Vector128<int> c = Vector128.Create(sums);
            Vector128<int> ofPairs = Int8Dot.WideningPairs<EmulatedInstructions>(c, x, Vector128.Create(pairs));
            Vector128<int> ofAny = Int8Dot.WideningAny<EmulatedInstructions>(c, x, Vector128.Create(any));
            Vector128<int> portable = Int8Dot.Portable(c, x.AsByte(), Vector128.Create(any));
            int[] expectedPairs = Expected(sums, inputs, pairs), expectedAny = Expected(sums, inputs, any);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(expectedPairs[i], ofPairs[i]);
                Assert.Equal(expectedAny[i], ofAny[i]);
                Assert.Equal(expectedAny[i], portable[i]);
            }
        }
    }

    private static int[] Expected(int[] sums, sbyte[] inputs, sbyte[] weights)
    {
        int[] expected = [.. sums];
        for (int i = 0; i < expected.Length; i++)
            for (int j = 0; j < 4; j++) expected[i] += inputs[4 * i + j] * weights[4 * i + j];
        return expected;
    }

    private static int[] Sums(Random random) => [.. Enumerable.Range(0, 16).Select(_ => random.Next(-1 << 30, 1 << 30))];

    /// <summary>Half of them at the ends of the range.</summary>
    private static sbyte[] Bytes(Random random) =>
        [.. Enumerable.Range(0, 64).Select(_ => random.Next(4) switch { 0 => sbyte.MinValue, 1 => sbyte.MaxValue, _ => (sbyte)random.Next(-128, 128) })];

    private static sbyte[] Pairs(Random random)
    {
        sbyte[] weights = Bytes(random);
        for (int i = 1; i < weights.Length; i += 2)
            weights[i] = (sbyte)Math.Clamp((int)weights[i], -128 - Math.Min(weights[i - 1], (sbyte)0), 128 - Math.Max(weights[i - 1], (sbyte)0));
        return weights;
    }
}
