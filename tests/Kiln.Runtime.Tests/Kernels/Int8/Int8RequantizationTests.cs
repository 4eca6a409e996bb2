using System.Runtime.Intrinsics;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8RequantizationTests
{
    [Fact]
    public void Every_width_equals_the_definition()
    {
        Random random = new(1);
        int[] sums = new int[16], multipliers = new int[16], shifts = new int[16];
        for (int n = 0; n < TestLevel.Count(5_000, 200_000); n++)
        {
            int zero = random.Next(-128, 128);
            for (int i = 0; i < 16; i++)
            {
                shifts[i] = random.Next(26, 64);
                multipliers[i] = random.Next(4) switch { 0 => 1 << 30, 1 => int.MaxValue, _ => random.Next(1 << 30, int.MaxValue) };

                // Bounds of the accumulator for this S, and what lies halfway between two results.
                long bound = shifts[i] >= 33 ? int.MaxValue : (1L << (31 - (33 - shifts[i]))) - 1;
                double half = (random.Next(-200, 200) + 0.5) * Math.ScaleB(1, shifts[i]) / multipliers[i];
                sums[i] = random.Next(3) switch
                {
                    0 => (int)random.NextInt64(-bound, bound + 1),
                    1 => (int)(random.Next(2) == 0 ? -bound : bound),
                    _ => (int)Math.Clamp((long)Math.Round(half) + random.Next(-1, 2), -bound, bound)
                };
            }

            Vector512<int> c = Vector512.Create(sums), m = Vector512.Create(multipliers), s = Vector512.Create(shifts);
            Vector512<int> whole = Int8Requantization.Integer(c, m, s, zero);
            Vector256<int> half256 = Int8Requantization.Integer(c.GetUpper(), m.GetUpper(), s.GetUpper(), zero);
            Vector128<int> quarter = Int8Requantization.Integer(c.GetLower().GetLower(), m.GetLower().GetLower(), s.GetLower().GetLower(), zero);
            for (int i = 0; i < 16; i++)
            {
                int expected = Expected(sums[i], multipliers[i], shifts[i], zero);
                Assert.Equal(expected, whole[i]);
                if (i >= 8) Assert.Equal(expected, half256[i - 8]);
                if (i < 4) Assert.Equal(expected, quarter[i]);
                Assert.Equal(expected, Int8Requantization.Scalar(sums[i], multipliers[i], shifts[i], zero));
            }
        }
    }

    [Fact]
    public void Floats_equal_the_definition_where_they_are_exact()
    {
        Random random = new(2);
        int[] sums = new int[16], multipliers = new int[16], shifts = new int[16];
        float[] factors = new float[16];
        for (int n = 0; n < TestLevel.Count(5_000, 200_000); n++)
        {
            int zero = random.Next(-128, 128);
            for (int i = 0; i < 16; i++)
            {
                shifts[i] = random.Next(33, 64);
                multipliers[i] = ((random.Next(1 << 22, 1 << 23) << 1) | 1) << 7;
                factors[i] = (float)Math.ScaleB(multipliers[i], -shifts[i]);
                double half = (random.Next(-200, 200) + 0.5) * Math.ScaleB(1, shifts[i]) / multipliers[i];
                const int bound = (1 << 24) - 1;
                sums[i] = random.Next(3) switch
                {
                    0 => random.Next(-bound, bound + 1),
                    1 => random.Next(2) == 0 ? -bound : bound,
                    _ => (int)Math.Clamp((long)Math.Round(half) + random.Next(-1, 2), -bound, bound)
                };
            }

            float magic = Int8Requantization.Magic(zero);
            Vector512<float> c = Vector512.ConvertToSingle(Vector512.Create(sums)), m = Vector512.Create(factors);
            Vector512<int> whole = Int8Requantization.Float(c, m, Vector512.Create(magic));
            Vector256<int> half256 = Int8Requantization.Float(c.GetUpper(), m.GetUpper(), Vector256.Create(magic));
            Vector128<int> quarter = Int8Requantization.Float(c.GetLower().GetLower(), m.GetLower().GetLower(), Vector128.Create(magic));
            for (int i = 0; i < 16; i++)
            {
                int expected = Expected(sums[i], multipliers[i], shifts[i], zero);
                AssertSame(expected, whole[i]);
                if (i >= 8) AssertSame(expected, half256[i - 8]);
                if (i < 4) AssertSame(expected, quarter[i]);
            }
        }
    }

    [Fact]
    public void Packing_sees_what_is_exact()
    {
        Int8Layer layer = new()
        {
            InputHeight = 1, InputWidth = 1, Groups = 1, InputsPerGroup = 2, Channels = 1, TapRows = 1, TapColumns = 1, OutputHeight = 1, OutputWidth = 1
        };
        layer.Fill(new Random(3), Int8Kind.Usual);
        int usual = ((1 << 22) * 2 + 1) << 7;
        AssertHeader(layer, [64, 64], 0, usual, 33, isFloatExact: true, hasWidePairs: false);
        AssertHeader(layer, [64, 65], 0, usual, 33, isFloatExact: true, hasWidePairs: true);
        AssertHeader(layer, [-64, -65], 0, usual, 33, isFloatExact: true, hasWidePairs: true);
        AssertHeader(layer, [127, -128], 0, usual, 33, isFloatExact: true, hasWidePairs: false);
        AssertHeader(layer, [64, 64], 0, usual, 32, isFloatExact: false, hasWidePairs: false);
        AssertHeader(layer, [64, 64], 0, usual + 128, 33, isFloatExact: false, hasWidePairs: false);
        AssertHeader(layer, [64, 64], 0, usual + 1, 33, isFloatExact: false, hasWidePairs: false);
        AssertHeader(layer, [64, 64], 0, usual + 1, 64, isFloatExact: true, hasWidePairs: false);
        AssertHeader(layer, [1, 0], (1 << 24) - 128, usual, 33, isFloatExact: true, hasWidePairs: false);
        AssertHeader(layer, [1, 0], (1 << 24) - 127, usual, 33, isFloatExact: false, hasWidePairs: false);
        AssertHeader(layer, [1, 0], -(1 << 24) + 129, usual, 33, isFloatExact: true, hasWidePairs: false);
        AssertHeader(layer, [1, 0], -(1 << 24) + 128, usual, 33, isFloatExact: false, hasWidePairs: false);
    }

    private static void AssertHeader(Int8Layer layer, sbyte[] weights, int bias, int multiplier, byte shift, bool isFloatExact, bool hasWidePairs)
    {
        sbyte[] clamp = [-128, 127];
        sbyte zero = 0;
        float[] packed = new float[16 + 64];
        Int8Packing.Requantization(
            ref weights[0], ref bias, ref multiplier, ref shift, ref clamp[0], ref zero, ref zero, ref packed[0], layer.WeightShape);
        Assert.Equal(isFloatExact ? 1 : 0, Int8Header.Of(ref packed[0]).IsFloatExact);
        Assert.Equal(hasWidePairs ? 1 : 0, Int8Header.Of(ref packed[0]).HasWidePairs);
    }

    /// <summary>Results far outside of what is stored need to be outside of it, no more.</summary>
    private static void AssertSame(int expected, int actual) => Assert.Equal(Math.Clamp(expected, -128, 127), Math.Clamp(actual, -128, 127));

    /// <summary>floor(acc M 2^-S + 1/2) plus the zero point; no step of the definition loses more than the floor does.</summary>
    private static int Expected(int sum, int multiplier, int shift, int zero) =>
        (int)(((Int128)sum * multiplier + ((Int128)1 << (shift - 1))) >> shift) + zero;
}
