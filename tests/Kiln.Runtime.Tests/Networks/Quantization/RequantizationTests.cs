using System.Numerics;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>The choice of a multiplier and a shift for a real number, and the properties that kernels rely on.</summary>
[Trait("Category", "Numeric")]
public class RequantizationTests
{
    [Fact]
    public void Multipliers_are_the_nearest_odd_multiples_of_128()
    {
        foreach (double real in Reals(TestLevel.Count(quick: 100_000, full: 10_000_000)))
        {
            Requantization chosen = Requantization.Of(real);
            Assert.True(Requantization.IsMultiplier(chosen.Multiplier) && chosen.Multiplier % 256 == 128, $"{real:R}: {chosen}");
            // Half of the distance of two odd multiples.
            double error = Math.Abs(real - Math.ScaleB(chosen.Multiplier, -chosen.Shift));
            Assert.True(chosen.Shift == Requantization.Flush || error <= Math.ScaleB(128, -chosen.Shift), $"{real:R}: {chosen} is off by {error:R}");
            Assert.True(chosen.Shift == Requantization.Flush || error <= real * Math.ScaleB(1, -23), $"{real:R}: {chosen} is off by {error:R}");
        }
    }

    [Theory]
    [InlineData(1.0, 30)]
    [InlineData(0.99999, 31)]
    [InlineData(16.0, 26)]
    [InlineData(31.999, 26)]
    [InlineData(32.0, 25)]
    [InlineData(0.125, 33)]
    [InlineData(1.1641532182693481E-10, 63)]
    [InlineData(5.82E-11, 64)]
    [InlineData(1e-30, 64)]
    [InlineData(1e-320, 64)]
    [InlineData(0.0, 64)]
    public void Shifts_follow_the_magnitude(double real, int shift)
    {
        Assert.Equal(shift, Requantization.Of(real).Shift);
        Assert.Equal(shift >= 26, Requantization.Of(real).IsPossible);
    }

    [Theory]
    [InlineData(26, 1L << 24)]
    [InlineData(32, 1L << 30)]
    [InlineData(33, 1L << 31)]
    [InlineData(63, 1L << 31)]
    [InlineData(64, 1L << 31)]
    public void Sums_stay_where_they_can_be_shifted(int shift, long limit) => Assert.Equal(limit, new Requantization(1 << 30, shift).Limit);

    [Fact]
    public void The_integer_sequence_rounds_once()
    {
        Random random = new(3);
        for (int i = 0; i < TestLevel.Count(quick: 100_000, full: 5_000_000); i++)
        {
            Requantization chosen = Requantization.Of(Real(random));
            if (!Requantization.IsShift(chosen.Shift)) continue;
            int sum = Sum(random, chosen.Limit);
            BigInteger exact = IntegerArithmetic.Exact(sum, chosen.Multiplier, chosen.Shift);
            int expected = (int)BigInteger.Max(BigInteger.Min(exact, 1 << 24), -(1 << 24));
            int actual = IntegerArithmetic.Requantize(sum, chosen.Multiplier, chosen.Shift, zeroPoint: 0, low: -(1 << 24), high: 1 << 24);
            if (chosen.Shift == Requantization.Flush) Assert.Equal(0, exact);
            Assert.True(actual == expected, $"{sum} by {chosen}: {actual}, expected {exact}");
        }
    }

    [Fact]
    public void Results_are_within_half_a_step_of_the_real_number()
    {
        Random random = new(4);
        for (int i = 0; i < TestLevel.Count(quick: 100_000, full: 5_000_000); i++)
        {
            double real = Real(random);
            Requantization chosen = Requantization.Of(real);
            if (!Requantization.IsShift(chosen.Shift)) continue;
            int sum = Sum(random, Math.Min(chosen.Limit, (long)Math.Min(1e18, 1000 / real) + 1));
            double exact = sum * real, actual = IntegerArithmetic.Requantize(sum, chosen.Multiplier, chosen.Shift, 0, int.MinValue, int.MaxValue);
            // The multiplier's own error, 2^-23 of it, is less than 1/4000 here.
            Assert.True(Math.Abs(exact - actual) <= 0.5 + Math.Abs(exact) * Math.ScaleB(1, -23) + 1e-9, $"{sum} * {real:R} = {exact:R}, got {actual}");
        }
    }

    /// <summary>Why multipliers are odd multiples of 2^7: no sum below 2^24 gives a tie, so one fused multiply-add in floats rounds the same way.</summary>
    [Fact]
    public void Short_sums_give_the_same_in_floats()
    {
        Random random = new(5);
        for (int i = 0; i < TestLevel.Count(quick: 200_000, full: 20_000_000); i++)
        {
            Requantization chosen = Requantization.Of(Math.ScaleB(1 + random.NextDouble(), random.Next(-20, -3)));
            if (chosen.Shift < 33) continue;
            int sum = Sum(random, Requantization.Fast);
            double exact = (double)sum * chosen.Multiplier * Math.ScaleB(1, -chosen.Shift);
            if (Math.Abs(exact) > 1 << 21) continue;
            float multiplier = (float)Math.ScaleB(chosen.Multiplier, -chosen.Shift);
            Assert.Equal(Math.ScaleB(chosen.Multiplier, -chosen.Shift), multiplier);
            int fast = BitConverter.SingleToInt32Bits(MathF.FusedMultiplyAdd(sum, multiplier, 12_582_912f)) - BitConverter.SingleToInt32Bits(12_582_912f);
            Assert.Equal(IntegerArithmetic.Requantize(sum, chosen.Multiplier, chosen.Shift, 0, int.MinValue, int.MaxValue), fast);
        }
    }

    private static IEnumerable<double> Reals(int count)
    {
        for (int exponent = -40; exponent < 8; exponent++)
        {
            double power = Math.ScaleB(1, exponent);
            yield return power;
            yield return Math.BitIncrement(power);
            yield return Math.BitDecrement(power);
            // In the middle of two odd multiples.
            yield return Math.ScaleB((1 << 30) + 256, exponent - 30);
        }

        Random random = new(2);
        for (int i = 0; i < count; i++) yield return Real(random);
    }

    private static double Real(Random random) => Math.ScaleB(1 + random.NextDouble(), random.Next(-36, 5));

    // As often at the very end of what is allowed as anywhere.
    private static int Sum(Random random, long limit)
    {
        long magnitude = random.Next(3) == 0 ? limit - 1 - random.Next(3) : random.NextInt64(limit);
        return (int)(random.Next(2) == 0 ? Math.Max(0, magnitude) : -Math.Max(0, magnitude));
    }
}
