using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorMath
{
    /// <summary>e^x - 1 of each lane for x up to 0; a positive lane counts as 0. Exact for tiny arguments, -infinity gives -1, NaN NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpMinusOne(Vector256<float> x)
    {
        x = Vector256.MinNative(Vector256<float>.Zero, Vector256.MaxNative(Vector256.Create(ExpMinusOneLowest), x));
        Vector256<float> rounded = MultiplyAdd(x, Vector256.Create(Log2OfE), Vector256.Create(Rounder));
        Vector256<float> n = rounded - Vector256.Create(Rounder);
        Vector256<float> r = MultiplyAdd(n, Vector256.Create(-Ln2Low), MultiplyAdd(n, Vector256.Create(-Ln2High), x));
        Vector256<float> p = MultiplyAdd(Vector256.Create(ExpMinus4), r, Vector256.Create(ExpMinus3));
        p = MultiplyAdd(p, r, Vector256.Create(ExpMinus2));
        p = MultiplyAdd(p, r, Vector256.Create(ExpMinus1));
        p = MultiplyAdd(p, r, Vector256.Create(ExpMinus0));
        p = MultiplyAdd(r * r, p, r);
        Vector256<float> scale = ((rounded.AsInt32() << FractionBits) + Vector256.Create(ExponentBias << FractionBits)).AsSingle();
        return MultiplyAdd(scale, p, scale - Vector256<float>.One);
    }

    /// <summary>
    /// ln(1 + e^x) of each lane as max(x, 0) + ln(1 + e^-|x|), the logarithm with Kahan's correction of what 1 + e^-|x| rounds away, so that the left tail is
    /// e^x down to the denormals. +infinity gives +infinity, -infinity 0, NaN NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x)
    {
        Vector256<float> small = Exp(x | Vector256.Create(-0f));
        Vector256<float> sum = Vector256<float>.One + small;
        Vector256<float> kept = sum - Vector256<float>.One;
        Vector256<float> logarithm = Vector256.ConditionalSelect(Vector256.Equals(kept, Vector256<float>.Zero), small, Log(sum) * (small / kept));
        return Vector256.MaxNative(Vector256<float>.Zero, x) + logarithm;
    }

    /// <summary>
    /// The error function of each lane: x + x P(x^2) for small arguments, 1 - e^-Q(|x|) for others. Odd, -0 included, and as exact for denormals,
    /// 1 from 4 on, infinity included; NaN gives NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x)
    {
        Vector256<float> t = Vector256.MinNative(Vector256.Create(ErfHighest), Vector256.Abs(x));
        Vector256<float> square = x * x;
        Vector256<float> p = MultiplyAdd(Vector256.Create(ErfSmall5), square, Vector256.Create(ErfSmall4));
        p = MultiplyAdd(p, square, Vector256.Create(ErfSmall3));
        p = MultiplyAdd(p, square, Vector256.Create(ErfSmall2));
        p = MultiplyAdd(p, square, Vector256.Create(ErfSmall1));
        p = MultiplyAdd(p, square, Vector256.Create(ErfSmall0));
        Vector256<float> small = MultiplyAdd(x, p, x);

        Vector256<float> q = MultiplyAdd(Vector256.Create(ErfLarge6), t, Vector256.Create(ErfLarge5));
        q = MultiplyAdd(q, t, Vector256.Create(ErfLarge4));
        q = MultiplyAdd(q, t, Vector256.Create(ErfLarge3));
        q = MultiplyAdd(q, t, Vector256.Create(ErfLarge2));
        q = MultiplyAdd(q, t, Vector256.Create(ErfLarge1));
        q = MultiplyAdd(q, t, Vector256.Create(ErfLarge0));
        Vector256<float> large = (Vector256<float>.One - Exp(-(q * t))) | (x & Vector256.Create(-0f));
        return Vector256.ConditionalSelect(Vector256.GreaterThan(t, Vector256.Create(ErfLimit)), large, small);
    }

    /// <summary>
    /// The distribution function of the normal distribution, (1 + erf(x / sqrt 2)) / 2: small results are exact to an ulp of 1/2, not of their own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NormalDistribution(Vector256<float> x) =>
        MultiplyAdd(Vector256.Create(0.5f), Erf(x * Vector256.Create(SqrtHalf)), Vector256.Create(0.5f));

    /// <summary>
    /// x^y of each lane, with the special values of C's pow: x = 1 or y = 0 gives 1 whatever the other is, a negative x with a y that is no whole number gives
    /// NaN, and an odd y keeps the sign of x. Computed as 2^(y log2 |x|) in double precision, where a float's denormals are normal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Power(Vector256<float> x, Vector256<float> y)
    {
        Vector256<float> magnitude = Vector256.Abs(x);
        (Vector256<double> lowX, Vector256<double> highX) = Vector256.Widen(magnitude);
        (Vector256<double> lowY, Vector256<double> highY) = Vector256.Widen(y);
        Vector256<float> power = Vector256.Narrow(PowerOfTwo(lowY * BinaryLogarithm(lowX)), PowerOfTwo(highY * BinaryLogarithm(highX)));

        Vector256<float> isOne = Vector256.Equals(magnitude, Vector256<float>.One) | Vector256.Equals(y, Vector256<float>.Zero);
        power = Vector256.ConditionalSelect(isOne, Vector256<float>.One, power);
        Vector256<float> half = y * Vector256.Create(0.5f);
        Vector256<float> isWhole = Vector256.Equals(Vector256.Floor(y), y);
        Vector256<float> isOdd = Vector256.AndNot(isWhole, Vector256.Equals(Vector256.Floor(half), half));
        Vector256<float> isFiniteNegative = Vector256.LessThan(x, Vector256<float>.Zero) & Vector256.GreaterThan(x, Vector256.Create(float.NegativeInfinity));
        power |= x & isOdd & Vector256.Create(-0f);
        return Vector256.ConditionalSelect(Vector256.AndNot(isFiniteNegative, isWhole), Vector256.Create(float.NaN), power);
    }

    /// <summary>log2 of a number that is not negative: exponent and 2 atanh((m - 1) / (m + 1)) / ln 2 with m in [sqrt(1/2), sqrt 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> BinaryLogarithm(Vector256<double> x)
    {
        // The exponent is shifted to be positive, for 64 bits have no signed shift on some machines.
        Vector256<long> bits = x.AsInt64() + Vector256.Create(PowerExponentShift - SqrtHalfDoubleBits);
        Vector256<double> exponent = ((bits >>> DoubleFractionBits) + Vector256.Create(DoubleRounderBits - 1024)).AsDouble() - Vector256.Create(DoubleRounder);
        Vector256<double> m = ((bits & Vector256.Create(DoubleFractionMask)) + Vector256.Create(SqrtHalfDoubleBits)).AsDouble();
        Vector256<double> s = (m - Vector256<double>.One) / (m + Vector256<double>.One);
        Vector256<double> square = s * s;
        Vector256<double> p = MultiplyAdd(Vector256.Create(BinaryLog4), square, Vector256.Create(BinaryLog3));
        p = MultiplyAdd(p, square, Vector256.Create(BinaryLog2));
        p = MultiplyAdd(p, square, Vector256.Create(BinaryLog1));
        p = MultiplyAdd(p, square, Vector256.Create(BinaryLog0));
        Vector256<double> result = MultiplyAdd(p, s, exponent);

        // +infinity and NaN, the only arguments not below infinity, are their own results.
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(double.PositiveInfinity)), result, x);
        return Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<double>.Zero), Vector256.Create(double.NegativeInfinity), result);
    }

    /// <summary>2^x for what is then rounded to float: limited to where a float is 0 or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> x)
    {
        x = Vector256.MinNative(Vector256.Create(PowerLimit), Vector256.MaxNative(Vector256.Create(-PowerLimit), x));
        Vector256<double> rounded = x + Vector256.Create(DoubleRounder);
        Vector256<double> f = x - (rounded - Vector256.Create(DoubleRounder));
        Vector256<double> p = MultiplyAdd(Vector256.Create(TwoTo6), f, Vector256.Create(TwoTo5));
        p = MultiplyAdd(p, f, Vector256.Create(TwoTo4));
        p = MultiplyAdd(p, f, Vector256.Create(TwoTo3));
        p = MultiplyAdd(p, f, Vector256.Create(TwoTo2));
        p = MultiplyAdd(p, f, Vector256.Create(TwoTo1));
        p = MultiplyAdd(p, f, Vector256.Create(TwoTo0));
        Vector256<double> scale = ((rounded.AsInt64() - Vector256.Create(DoubleRounderBits - 1023)) << DoubleFractionBits).AsDouble();
        return p * scale;
    }
}
