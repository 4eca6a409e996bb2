using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorMath
{
    /// <summary>e^x - 1 of each lane for x up to 0; a positive lane counts as 0. Exact for tiny arguments, -infinity gives -1, NaN NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpMinusOne(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512<float>.Zero, Vector512.MaxNative(Vector512.Create(ExpMinusOneLowest), x));
        Vector512<float> rounded = MultiplyAdd(x, Vector512.Create(Log2OfE), Vector512.Create(Rounder));
        Vector512<float> n = rounded - Vector512.Create(Rounder);
        Vector512<float> r = MultiplyAdd(n, Vector512.Create(-Ln2Low), MultiplyAdd(n, Vector512.Create(-Ln2High), x));
        Vector512<float> p = MultiplyAdd(Vector512.Create(ExpMinus4), r, Vector512.Create(ExpMinus3));
        p = MultiplyAdd(p, r, Vector512.Create(ExpMinus2));
        p = MultiplyAdd(p, r, Vector512.Create(ExpMinus1));
        p = MultiplyAdd(p, r, Vector512.Create(ExpMinus0));
        p = MultiplyAdd(r * r, p, r);
        Vector512<float> scale = ((rounded.AsInt32() << FractionBits) + Vector512.Create(ExponentBias << FractionBits)).AsSingle();
        return MultiplyAdd(scale, p, scale - Vector512<float>.One);
    }

    /// <summary>
    /// ln(1 + e^x) of each lane as max(x, 0) + ln(1 + e^-|x|), the logarithm with Kahan's correction of what 1 + e^-|x| rounds away, so that the left tail is
    /// e^x down to the denormals. +infinity gives +infinity, -infinity 0, NaN NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        Vector512<float> small = Exp(x | Vector512.Create(-0f));
        Vector512<float> sum = Vector512<float>.One + small;
        Vector512<float> kept = sum - Vector512<float>.One;
        Vector512<float> logarithm = Vector512.ConditionalSelect(Vector512.Equals(kept, Vector512<float>.Zero), small, Log(sum) * (small / kept));
        return Vector512.MaxNative(Vector512<float>.Zero, x) + logarithm;
    }

    /// <summary>
    /// The error function of each lane: x + x P(x^2) for small arguments, 1 - e^-Q(|x|) for others. Odd, -0 included, and as exact for denormals,
    /// 1 from 4 on, infinity included; NaN gives NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x)
    {
        Vector512<float> t = Vector512.MinNative(Vector512.Create(ErfHighest), Vector512.Abs(x));
        Vector512<float> square = x * x;
        Vector512<float> p = MultiplyAdd(Vector512.Create(ErfSmall5), square, Vector512.Create(ErfSmall4));
        p = MultiplyAdd(p, square, Vector512.Create(ErfSmall3));
        p = MultiplyAdd(p, square, Vector512.Create(ErfSmall2));
        p = MultiplyAdd(p, square, Vector512.Create(ErfSmall1));
        p = MultiplyAdd(p, square, Vector512.Create(ErfSmall0));
        Vector512<float> small = MultiplyAdd(x, p, x);

        Vector512<float> q = MultiplyAdd(Vector512.Create(ErfLarge6), t, Vector512.Create(ErfLarge5));
        q = MultiplyAdd(q, t, Vector512.Create(ErfLarge4));
        q = MultiplyAdd(q, t, Vector512.Create(ErfLarge3));
        q = MultiplyAdd(q, t, Vector512.Create(ErfLarge2));
        q = MultiplyAdd(q, t, Vector512.Create(ErfLarge1));
        q = MultiplyAdd(q, t, Vector512.Create(ErfLarge0));
        Vector512<float> large = (Vector512<float>.One - Exp(-(q * t))) | (x & Vector512.Create(-0f));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(t, Vector512.Create(ErfLimit)), large, small);
    }

    /// <summary>The distribution function of the normal distribution, (1 + erf(x / sqrt 2)) / 2: small results are exact to an ulp of 1/2, not of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NormalDistribution(Vector512<float> x) =>
        MultiplyAdd(Vector512.Create(0.5f), Erf(x * Vector512.Create(SqrtHalf)), Vector512.Create(0.5f));

    /// <summary>
    /// x^y of each lane, with the special values of C's pow: x = 1 or y = 0 gives 1 whatever the other is, a negative x with a y that is no whole number gives NaN,
    /// and an odd y keeps the sign of x. Computed as 2^(y log2 |x|) in double precision, where a float's denormals are normal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Power(Vector512<float> x, Vector512<float> y)
    {
        Vector512<float> magnitude = Vector512.Abs(x);
        (Vector512<double> lowX, Vector512<double> highX) = Vector512.Widen(magnitude);
        (Vector512<double> lowY, Vector512<double> highY) = Vector512.Widen(y);
        Vector512<float> power = Vector512.Narrow(PowerOfTwo(lowY * BinaryLogarithm(lowX)), PowerOfTwo(highY * BinaryLogarithm(highX)));

        Vector512<float> isOne = Vector512.Equals(magnitude, Vector512<float>.One) | Vector512.Equals(y, Vector512<float>.Zero);
        power = Vector512.ConditionalSelect(isOne, Vector512<float>.One, power);
        Vector512<float> half = y * Vector512.Create(0.5f);
        Vector512<float> isWhole = Vector512.Equals(Vector512.Floor(y), y);
        Vector512<float> isOdd = Vector512.AndNot(isWhole, Vector512.Equals(Vector512.Floor(half), half));
        Vector512<float> isFiniteNegative = Vector512.LessThan(x, Vector512<float>.Zero) & Vector512.GreaterThan(x, Vector512.Create(float.NegativeInfinity));
        power |= x & isOdd & Vector512.Create(-0f);
        return Vector512.ConditionalSelect(Vector512.AndNot(isFiniteNegative, isWhole), Vector512.Create(float.NaN), power);
    }

    /// <summary>log2 of a number that is not negative: exponent and 2 atanh((m - 1) / (m + 1)) / ln 2 with m in [sqrt(1/2), sqrt 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> BinaryLogarithm(Vector512<double> x)
    {
        // The exponent is shifted to be positive, for 64 bits have no signed shift on some machines.
        Vector512<long> bits = x.AsInt64() + Vector512.Create(PowerExponentShift - SqrtHalfDoubleBits);
        Vector512<double> exponent = ((bits >>> DoubleFractionBits) + Vector512.Create(DoubleRounderBits - 1024)).AsDouble() - Vector512.Create(DoubleRounder);
        Vector512<double> m = ((bits & Vector512.Create(DoubleFractionMask)) + Vector512.Create(SqrtHalfDoubleBits)).AsDouble();
        Vector512<double> s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        Vector512<double> square = s * s;
        Vector512<double> p = MultiplyAdd(Vector512.Create(BinaryLog4), square, Vector512.Create(BinaryLog3));
        p = MultiplyAdd(p, square, Vector512.Create(BinaryLog2));
        p = MultiplyAdd(p, square, Vector512.Create(BinaryLog1));
        p = MultiplyAdd(p, square, Vector512.Create(BinaryLog0));
        Vector512<double> result = MultiplyAdd(p, s, exponent);

        // +infinity and NaN, the only arguments not below infinity, are their own results.
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(double.PositiveInfinity)), result, x);
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Vector512.Create(double.NegativeInfinity), result);
    }

    /// <summary>2^x for what is then rounded to float: limited to where a float is 0 or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<double> x)
    {
        x = Vector512.MinNative(Vector512.Create(PowerLimit), Vector512.MaxNative(Vector512.Create(-PowerLimit), x));
        Vector512<double> rounded = x + Vector512.Create(DoubleRounder);
        Vector512<double> f = x - (rounded - Vector512.Create(DoubleRounder));
        Vector512<double> p = MultiplyAdd(Vector512.Create(TwoTo6), f, Vector512.Create(TwoTo5));
        p = MultiplyAdd(p, f, Vector512.Create(TwoTo4));
        p = MultiplyAdd(p, f, Vector512.Create(TwoTo3));
        p = MultiplyAdd(p, f, Vector512.Create(TwoTo2));
        p = MultiplyAdd(p, f, Vector512.Create(TwoTo1));
        p = MultiplyAdd(p, f, Vector512.Create(TwoTo0));
        Vector512<double> scale = ((rounded.AsInt64() - Vector512.Create(DoubleRounderBits - 1023)) << DoubleFractionBits).AsDouble();
        return p * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> MultiplyAdd(Vector512<double> left, Vector512<double> right, Vector512<double> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);
}
