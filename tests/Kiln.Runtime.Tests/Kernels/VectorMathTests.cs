using System.Runtime.Intrinsics;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class VectorMathTests
{
    // Coprime to the powers of two of the format, so that a sweep meets every exponent and all kinds of fractions.
    private const int SweepStep = 3001;

    [Fact]
    public void Exp_stays_within_one_unit_in_the_last_place() => AssertSweep(VectorMath.Exp, Math.Exp, 1.0);

    [Fact]
    public void Log_stays_within_one_unit_in_the_last_place() => AssertSweep(VectorMath.Log, Math.Log, 1.0);

    [Fact]
    public void Tanh_stays_within_two_and_a_half_units_in_the_last_place() => AssertSweep(VectorMath.Tanh, Math.Tanh, 2.5);

    [Fact]
    public void Sigmoid_stays_within_two_and_a_half_units_in_the_last_place() =>
        AssertSweep(VectorMath.Sigmoid, x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)), 2.5);

    [Fact]
    public void ExpMinusOne_stays_within_its_bound() => AssertSweep(ExpMinusOne, x => x >= 0 ? 0 : x > -1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1, 2.5);

    [Fact]
    public void Softplus_stays_within_its_bound() =>
        AssertSweep(Softplus, x => x > 40 ? x : x < -15 ? Math.Exp(x) - (Math.Exp(2 * x) / 2) : Math.Log(1 + Math.Exp(x)), 3);

    [Fact]
    public void Erf_stays_within_its_bound() => AssertSweep(Erf, ErrorFunction.Erf, 2);

    /// <summary>Whole, half, negative, large and tiny exponents, for every kind of base.</summary>
    [Theory]
    [InlineData(1.7f)]
    [InlineData(-1.5f)]
    [InlineData(3f)]
    [InlineData(-2f)]
    [InlineData(0.01f)]
    [InlineData(37.3f)]
    [InlineData(1e-30f)]
    public void Power_stays_within_its_bound(float exponent) => AssertSweep(x => Power(x, exponent), x => Math.Pow(x, exponent), 0.6, isClose: false);

    [Fact]
    public void Power_has_the_corners_of_C()
    {
        float[] values =
        [
            0f, -0f, 1f, -1f, 0.5f, -0.5f, 2f, -2f, 3f, -3f, 1.5f, -1.5f, float.Epsilon, -float.Epsilon, 33554432f, float.PositiveInfinity,
            float.NegativeInfinity, float.NaN,
        ];
        foreach (float x in values)
            foreach (float y in values)
            {
                float expected = (float)Math.Pow(x, y), got = Power(x, y);
                Assert.True(
                    expected.Equals(got) && float.IsNegative(expected) == float.IsNegative(got) || float.IsNaN(expected) && float.IsNaN(got),
                    $"{x:R}^{y:R} should be {expected:R} and is {got:R}.");
            }
    }

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(-5f, -1f)]
    public void Erf_has_defined_corners(float x, float expected) => Assert.Equal(expected, Erf(x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(-103.2f, float.Epsilon)]
    [InlineData(0f, 0.6931472f)]
    public void Softplus_has_defined_corners(float x, float expected) => Assert.Equal(expected, Softplus(x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(-1e-30f, -1e-30f)]
    [InlineData(5f, 0f)]
    public void ExpMinusOne_has_defined_corners(float x, float expected) => Assert.Equal(expected, ExpMinusOne(x));

    private static float ExpMinusOne(float x) => VectorMath.ExpMinusOne(Vector128.Create(x)).ToScalar();

    private static float Softplus(float x) => VectorMath.Softplus(Vector128.Create(x)).ToScalar();

    private static float Erf(float x) => VectorMath.Erf(Vector128.Create(x)).ToScalar();

    private static float Power(float x, float y) => VectorMath.Power(Vector128.Create(x), Vector128.Create(y)).ToScalar();

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(0f, 1f)]
    [InlineData(89f, float.PositiveInfinity)]
    [InlineData(-104f, 0f)]
    [InlineData(-103.2f, float.Epsilon)]
    public void Exp_has_defined_corners(float x, float expected) => Assert.Equal(expected, VectorMath.Exp(x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    [InlineData(-1f, float.NaN)]
    [InlineData(-float.Epsilon, float.NaN)]
    [InlineData(0f, float.NegativeInfinity)]
    [InlineData(1f, 0f)]
    [InlineData(float.Epsilon, -103.27893f)]
    public void Log_has_defined_corners(float x, float expected) => Assert.Equal(expected, VectorMath.Log(x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.Epsilon, float.Epsilon)]
    [InlineData(-1e-30f, -1e-30f)]
    public void Tanh_has_defined_corners(float x, float expected) => Assert.Equal(expected, VectorMath.Tanh(x));

    [Theory]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(0f, 0.5f)]
    [InlineData(-103.2f, float.Epsilon)]
    public void Sigmoid_has_defined_corners(float x, float expected) => Assert.Equal(expected, VectorMath.Sigmoid(x));

    [Fact]
    public void Log_of_negative_zero_is_negative_infinity() => Assert.Equal(float.NegativeInfinity, VectorMath.Log(-0f));

    [Fact]
    public void Tanh_keeps_the_sign_of_zero() => Assert.True(float.IsNegative(VectorMath.Tanh(-0f)));

    [Fact]
    public void Every_accelerated_width_gives_the_same_bits()
    {
        float[] x = Enumerable.Range(0, 4096).Select(i => (i - 2048) * 0.0517f).Append(float.NaN).Append(float.PositiveInfinity).ToArray();
        foreach (float value in x)
        {
            if (Vector256.IsHardwareAccelerated)
            {
                Vector256<float> v = Vector256.Create(value);
                AssertBits(value, VectorMath.Exp(value), VectorMath.Exp(v)[3]);
                AssertBits(value, VectorMath.Log(value), VectorMath.Log(v)[3]);
                AssertBits(value, VectorMath.Tanh(value), VectorMath.Tanh(v)[3]);
                AssertBits(value, VectorMath.Sigmoid(value), VectorMath.Sigmoid(v)[3]);
                AssertBits(value, ExpMinusOne(value), VectorMath.ExpMinusOne(v)[3]);
                AssertBits(value, Softplus(value), VectorMath.Softplus(v)[3]);
                AssertBits(value, Erf(value), VectorMath.Erf(v)[3]);
                AssertBits(value, Power(value, 2.3f), VectorMath.Power(v, Vector256.Create(2.3f))[3]);
            }

            if (Vector512.IsHardwareAccelerated || System.Runtime.Intrinsics.X86.Fma.IsSupported)
            {
                Vector512<float> v = Vector512.Create(value);
                AssertBits(value, VectorMath.Exp(value), VectorMath.Exp(v)[11]);
                AssertBits(value, VectorMath.Log(value), VectorMath.Log(v)[11]);
                AssertBits(value, VectorMath.Tanh(value), VectorMath.Tanh(v)[11]);
                AssertBits(value, VectorMath.Sigmoid(value), VectorMath.Sigmoid(v)[11]);
                AssertBits(value, ExpMinusOne(value), VectorMath.ExpMinusOne(v)[11]);
                AssertBits(value, Softplus(value), VectorMath.Softplus(v)[11]);
                AssertBits(value, Erf(value), VectorMath.Erf(v)[11]);
                AssertBits(value, Power(value, 2.3f), VectorMath.Power(v, Vector512.Create(2.3f))[11]);
            }
        }
    }

    private static void AssertBits(float x, float expected, float actual) =>
        Assert.True(
            expected.Equals(actual) && float.IsNegative(expected) == float.IsNegative(actual) || float.IsNaN(expected) && float.IsNaN(actual),
            $"x = {x:R}: {expected:R} by the 128-bit form, {actual:R} by the wide one.");

    private static void AssertSweep(Func<float, float> function, Func<double, double> reference, double bound, bool isClose = true)
    {
        double worst = 0;
        float worstAt = 0;
        for (long bits = 0; bits < 0x7F800000; bits += SweepStep)
            foreach (long signed in (ReadOnlySpan<long>)[bits, bits | 0x80000000])
            {
                float x = BitConverter.UInt32BitsToSingle((uint)signed);
                double exact = reference(x);
                float got = function(x);
                if (double.IsNaN(exact))
                {
                    Assert.True(float.IsNaN(got), $"x = {x:R} should give NaN and gives {got:R}.");
                    continue;
                }

                float rounded = (float)exact;
                if (float.IsInfinity(rounded) || float.IsInfinity(got))
                {
                    Assert.Equal(rounded, got);
                    continue;
                }

                double unit = Math.Max(Math.Abs((double)MathF.BitIncrement(Math.Abs(rounded)) - Math.Abs(rounded)), float.Epsilon);
                double error = Math.Abs(got - exact) / unit;
                if (error > worst) (worst, worstAt) = (error, x);
            }

        Assert.True(worst <= bound, $"{worst:F3} ulp at x = {worstAt:R}; the stated bound is {bound:F1}.");
        if (isClose) Assert.True(worst > bound / 4, $"{worst:F3} ulp is far better than the stated {bound:F1}: state the better bound.");
    }
}
