using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorMath
{
    /// <summary>e^x of each lane. +infinity gives +infinity, -infinity 0, NaN NaN; overflow gives +infinity, small results are correct denormals down to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> x)
    {
        // A NaN in the right operand passes through the native minimum and maximum.
        x = Vector128.MinNative(Vector128.Create(ExpHighest), Vector128.MaxNative(Vector128.Create(ExpLowest), x));
        Vector128<float> rounded = MultiplyAdd(x, Vector128.Create(Log2OfE), Vector128.Create(Rounder));
        Vector128<float> n = rounded - Vector128.Create(Rounder);
        Vector128<float> r = MultiplyAdd(n, Vector128.Create(-Ln2Low), MultiplyAdd(n, Vector128.Create(-Ln2High), x));
        Vector128<float> p = MultiplyAdd(Vector128.Create(Exp4), r, Vector128.Create(Exp3));
        p = MultiplyAdd(p, r, Vector128.Create(Exp2));
        p = MultiplyAdd(p, r, Vector128.Create(Exp1));
        p = MultiplyAdd(p, r, Vector128.Create(Exp0));
        p = MultiplyAdd(r * r, p, r) + Vector128<float>.One;

        // 2^n in two factors, for n runs from -150 to 128 while one float reaches from -126 to 127; only the last product rounds.
        Vector128<int> exponent = rounded.AsInt32() - Vector128.Create(RounderBits);
        Vector128<int> half = exponent >> 1;
        Vector128<float> first = ((half + Vector128.Create(ExponentBias)) << FractionBits).AsSingle();
        Vector128<float> second = ((exponent - half + Vector128.Create(ExponentBias)) << FractionBits).AsSingle();
        return p * first * second;
    }

    /// <summary>ln x of each lane. Denormals are exact arguments; 0 of either sign gives -infinity, negative numbers and NaN give NaN, +infinity gives +infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log(Vector128<float> x)
    {
        Vector128<float> denormal = Vector128.LessThan(x, Vector128.Create(SmallestNormal));
        Vector128<float> normal = Vector128.ConditionalSelect(denormal, x * Vector128.Create(DenormalScale), x);

        // x = m 2^e with m in [sqrt(1/2), sqrt 2): subtracting the bits of sqrt(1/2) makes the exponent field change there.
        Vector128<int> bits = normal.AsInt32() - Vector128.Create(SqrtHalfBits);
        Vector128<int> exponent = (bits >> FractionBits) - (denormal.AsInt32() & Vector128.Create(FractionBits));
        Vector128<float> e = Vector128.ConvertToSingle(exponent);
        Vector128<float> f = ((bits & Vector128.Create(FractionMask)) + Vector128.Create(SqrtHalfBits)).AsSingle() - Vector128<float>.One;

        Vector128<float> p = MultiplyAdd(Vector128.Create(Log8), f, Vector128.Create(Log7));
        p = MultiplyAdd(p, f, Vector128.Create(Log6));
        p = MultiplyAdd(p, f, Vector128.Create(Log5));
        p = MultiplyAdd(p, f, Vector128.Create(Log4));
        p = MultiplyAdd(p, f, Vector128.Create(Log3));
        p = MultiplyAdd(p, f, Vector128.Create(Log2));
        p = MultiplyAdd(p, f, Vector128.Create(Log1));
        p = MultiplyAdd(p, f, Vector128.Create(Log0));
        Vector128<float> square = f * f;
        p = MultiplyAdd(e, Vector128.Create(Ln2Low), p * f * square);
        p = MultiplyAdd(square, Vector128.Create(-0.5f), p);
        Vector128<float> result = MultiplyAdd(e, Vector128.Create(Ln2High), f + p);

        // +infinity and NaN, the only arguments not below infinity, are their own results.
        result = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(float.PositiveInfinity)), result, x);
        result = Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<float>.Zero), Vector128.Create(float.NegativeInfinity), result);
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), Vector128.Create(float.NaN), result);
    }

    /// <summary>
    /// tanh x of each lane as expm1(2|x|) / (expm1(2|x|) + 2) with the sign of x, so that it is odd, exact for tiny arguments
    /// (-0 and denormals included) and 1 from 9.02 on, infinity included. NaN gives NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x)
    {
        Vector128<float> magnitude = Vector128.MinNative(Vector128.Create(TanhHighest), Vector128.Abs(x));
        Vector128<float> twice = magnitude + magnitude;
        Vector128<float> rounded = MultiplyAdd(twice, Vector128.Create(Log2OfE), Vector128.Create(Rounder));
        Vector128<float> n = rounded - Vector128.Create(Rounder);
        Vector128<float> r = MultiplyAdd(n, Vector128.Create(-Ln2Low), MultiplyAdd(n, Vector128.Create(-Ln2High), twice));
        Vector128<float> p = MultiplyAdd(Vector128.Create(ExpMinus4), r, Vector128.Create(ExpMinus3));
        p = MultiplyAdd(p, r, Vector128.Create(ExpMinus2));
        p = MultiplyAdd(p, r, Vector128.Create(ExpMinus1));
        p = MultiplyAdd(p, r, Vector128.Create(ExpMinus0));
        p = MultiplyAdd(r * r, p, r);

        // expm1(2|x|) = 2^n (e^r - 1) + (2^n - 1); n is at most 29, so one factor does.
        Vector128<float> scale = ((rounded.AsInt32() << FractionBits) + Vector128.Create(ExponentBias << FractionBits)).AsSingle();
        Vector128<float> expMinusOne = MultiplyAdd(scale, p, scale - Vector128<float>.One);
        Vector128<float> result = expMinusOne / (expMinusOne + Vector128.Create(2f));
        return result | (x & Vector128.Create(-0f));
    }

    /// <summary>
    /// 1 / (1 + e^-x) of each lane, accurate to the last denormal on the left because only e^-|x| is taken.
    /// +infinity gives 1, -infinity 0, NaN NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x)
    {
        Vector128<float> small = Exp(x | Vector128.Create(-0f));
        Vector128<float> numerator = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), small, Vector128<float>.One);
        return numerator / (Vector128<float>.One + small);
    }

    // The machine may have no fused multiply-add, and in software it costs a hundred times more than two operations.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);
}
