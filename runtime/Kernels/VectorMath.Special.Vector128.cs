using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorMath
{
    /// <summary>e^x - 1 of each lane for x up to 0; a positive lane counts as 0. Exact for tiny arguments, -infinity gives -1, NaN NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExpMinusOne(Vector128<float> x)
    {
        x = Vector128.MinNative(Vector128<float>.Zero, Vector128.MaxNative(Vector128.Create(ExpMinusOneLowest), x));
        Vector128<float> rounded = MultiplyAdd(x, Vector128.Create(Log2OfE), Vector128.Create(Rounder));
        Vector128<float> n = rounded - Vector128.Create(Rounder);
        Vector128<float> r = MultiplyAdd(n, Vector128.Create(-Ln2Low), MultiplyAdd(n, Vector128.Create(-Ln2High), x));
        Vector128<float> p = MultiplyAdd(Vector128.Create(ExpMinus4), r, Vector128.Create(ExpMinus3));
        p = MultiplyAdd(p, r, Vector128.Create(ExpMinus2));
        p = MultiplyAdd(p, r, Vector128.Create(ExpMinus1));
        p = MultiplyAdd(p, r, Vector128.Create(ExpMinus0));
        p = MultiplyAdd(r * r, p, r);
        Vector128<float> scale = ((rounded.AsInt32() << FractionBits) + Vector128.Create(ExponentBias << FractionBits)).AsSingle();
        return MultiplyAdd(scale, p, scale - Vector128<float>.One);
    }

    /// <summary>
    /// ln(1 + e^x) of each lane as max(x, 0) + ln(1 + e^-|x|), the logarithm with Kahan's correction of what 1 + e^-|x| rounds away, so that the left tail is
    /// e^x down to the denormals. +infinity gives +infinity, -infinity 0, NaN NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Softplus(Vector128<float> x)
    {
        Vector128<float> small = Exp(x | Vector128.Create(-0f));
        Vector128<float> sum = Vector128<float>.One + small;
        Vector128<float> kept = sum - Vector128<float>.One;
        Vector128<float> logarithm = Vector128.ConditionalSelect(Vector128.Equals(kept, Vector128<float>.Zero), small, Log(sum) * (small / kept));
        return Vector128.MaxNative(Vector128<float>.Zero, x) + logarithm;
    }

    /// <summary>
    /// The error function of each lane: x + x P(x^2) for small arguments, 1 - e^-Q(|x|) for others. Odd, -0 included, and as exact for denormals,
    /// 1 from 4 on, infinity included; NaN gives NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Erf(Vector128<float> x)
    {
        Vector128<float> t = Vector128.MinNative(Vector128.Create(ErfHighest), Vector128.Abs(x));
        Vector128<float> square = x * x;
        Vector128<float> p = MultiplyAdd(Vector128.Create(ErfSmall5), square, Vector128.Create(ErfSmall4));
        p = MultiplyAdd(p, square, Vector128.Create(ErfSmall3));
        p = MultiplyAdd(p, square, Vector128.Create(ErfSmall2));
        p = MultiplyAdd(p, square, Vector128.Create(ErfSmall1));
        p = MultiplyAdd(p, square, Vector128.Create(ErfSmall0));
        Vector128<float> small = MultiplyAdd(x, p, x);

        Vector128<float> q = MultiplyAdd(Vector128.Create(ErfLarge6), t, Vector128.Create(ErfLarge5));
        q = MultiplyAdd(q, t, Vector128.Create(ErfLarge4));
        q = MultiplyAdd(q, t, Vector128.Create(ErfLarge3));
        q = MultiplyAdd(q, t, Vector128.Create(ErfLarge2));
        q = MultiplyAdd(q, t, Vector128.Create(ErfLarge1));
        q = MultiplyAdd(q, t, Vector128.Create(ErfLarge0));
        Vector128<float> large = (Vector128<float>.One - Exp(-(q * t))) | (x & Vector128.Create(-0f));
        return Vector128.ConditionalSelect(Vector128.GreaterThan(t, Vector128.Create(ErfLimit)), large, small);
    }

    /// <summary>The distribution function of the normal distribution, (1 + erf(x / sqrt 2)) / 2: small results are exact to an ulp of 1/2, not of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> NormalDistribution(Vector128<float> x) =>
        MultiplyAdd(Vector128.Create(0.5f), Erf(x * Vector128.Create(SqrtHalf)), Vector128.Create(0.5f));

    /// <summary>
    /// x^y of each lane, with the special values of C's pow: x = 1 or y = 0 gives 1 whatever the other is, a negative x with a y that is no whole number gives NaN,
    /// and an odd y keeps the sign of x. Computed as 2^(y log2 |x|) in double precision, where a float's denormals are normal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Power(Vector128<float> x, Vector128<float> y)
    {
        Vector128<float> magnitude = Vector128.Abs(x);
        (Vector128<double> lowX, Vector128<double> highX) = Vector128.Widen(magnitude);
        (Vector128<double> lowY, Vector128<double> highY) = Vector128.Widen(y);
        Vector128<float> power = Vector128.Narrow(PowerOfTwo(lowY * BinaryLogarithm(lowX)), PowerOfTwo(highY * BinaryLogarithm(highX)));

        Vector128<float> isOne = Vector128.Equals(magnitude, Vector128<float>.One) | Vector128.Equals(y, Vector128<float>.Zero);
        power = Vector128.ConditionalSelect(isOne, Vector128<float>.One, power);
        Vector128<float> half = y * Vector128.Create(0.5f);
        Vector128<float> isWhole = Vector128.Equals(Vector128.Floor(y), y);
        Vector128<float> isOdd = Vector128.AndNot(isWhole, Vector128.Equals(Vector128.Floor(half), half));
        Vector128<float> isFiniteNegative = Vector128.LessThan(x, Vector128<float>.Zero) & Vector128.GreaterThan(x, Vector128.Create(float.NegativeInfinity));
        power |= x & isOdd & Vector128.Create(-0f);
        return Vector128.ConditionalSelect(Vector128.AndNot(isFiniteNegative, isWhole), Vector128.Create(float.NaN), power);
    }

    /// <summary>log2 of a number that is not negative: exponent and 2 atanh((m - 1) / (m + 1)) / ln 2 with m in [sqrt(1/2), sqrt 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> BinaryLogarithm(Vector128<double> x)
    {
        // The exponent is shifted to be positive, for 64 bits have no signed shift on some machines.
        Vector128<long> bits = x.AsInt64() + Vector128.Create(PowerExponentShift - SqrtHalfDoubleBits);
        Vector128<double> exponent = ((bits >>> DoubleFractionBits) + Vector128.Create(DoubleRounderBits - 1024)).AsDouble() - Vector128.Create(DoubleRounder);
        Vector128<double> m = ((bits & Vector128.Create(DoubleFractionMask)) + Vector128.Create(SqrtHalfDoubleBits)).AsDouble();
        Vector128<double> s = (m - Vector128<double>.One) / (m + Vector128<double>.One);
        Vector128<double> square = s * s;
        Vector128<double> p = MultiplyAdd(Vector128.Create(BinaryLog4), square, Vector128.Create(BinaryLog3));
        p = MultiplyAdd(p, square, Vector128.Create(BinaryLog2));
        p = MultiplyAdd(p, square, Vector128.Create(BinaryLog1));
        p = MultiplyAdd(p, square, Vector128.Create(BinaryLog0));
        Vector128<double> result = MultiplyAdd(p, s, exponent);

        // +infinity and NaN, the only arguments not below infinity, are their own results.
        result = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(double.PositiveInfinity)), result, x);
        return Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<double>.Zero), Vector128.Create(double.NegativeInfinity), result);
    }

    /// <summary>2^x for what is then rounded to float: limited to where a float is 0 or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> PowerOfTwo(Vector128<double> x)
    {
        x = Vector128.MinNative(Vector128.Create(PowerLimit), Vector128.MaxNative(Vector128.Create(-PowerLimit), x));
        Vector128<double> rounded = x + Vector128.Create(DoubleRounder);
        Vector128<double> f = x - (rounded - Vector128.Create(DoubleRounder));
        Vector128<double> p = MultiplyAdd(Vector128.Create(TwoTo6), f, Vector128.Create(TwoTo5));
        p = MultiplyAdd(p, f, Vector128.Create(TwoTo4));
        p = MultiplyAdd(p, f, Vector128.Create(TwoTo3));
        p = MultiplyAdd(p, f, Vector128.Create(TwoTo2));
        p = MultiplyAdd(p, f, Vector128.Create(TwoTo1));
        p = MultiplyAdd(p, f, Vector128.Create(TwoTo0));
        Vector128<double> scale = ((rounded.AsInt64() - Vector128.Create(DoubleRounderBits - 1023)) << DoubleFractionBits).AsDouble();
        return p * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> MultiplyAdd(Vector128<double> left, Vector128<double> right, Vector128<double> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);
}
