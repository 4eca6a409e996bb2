using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorMath
{
    /// <summary>
    /// e^x of each lane. +infinity gives +infinity, -infinity 0, NaN NaN; overflow gives +infinity, small results are correct denormals down to 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        // A NaN in the right operand passes through the native minimum and maximum.
        x = Vector256.MinNative(Vector256.Create(ExpHighest), Vector256.MaxNative(Vector256.Create(ExpLowest), x));
        Vector256<float> rounded = MultiplyAdd(x, Vector256.Create(Log2OfE), Vector256.Create(Rounder));
        Vector256<float> n = rounded - Vector256.Create(Rounder);
        Vector256<float> r = MultiplyAdd(n, Vector256.Create(-Ln2Low), MultiplyAdd(n, Vector256.Create(-Ln2High), x));
        Vector256<float> p = MultiplyAdd(Vector256.Create(Exp4), r, Vector256.Create(Exp3));
        p = MultiplyAdd(p, r, Vector256.Create(Exp2));
        p = MultiplyAdd(p, r, Vector256.Create(Exp1));
        p = MultiplyAdd(p, r, Vector256.Create(Exp0));
        p = MultiplyAdd(r * r, p, r) + Vector256<float>.One;

        // 2^n in two factors, for n runs from -150 to 128 while one float reaches from -126 to 127; only the last product rounds.
        Vector256<int> exponent = rounded.AsInt32() - Vector256.Create(RounderBits);
        Vector256<int> half = exponent >> 1;
        Vector256<float> first = ((half + Vector256.Create(ExponentBias)) << FractionBits).AsSingle();
        Vector256<float> second = ((exponent - half + Vector256.Create(ExponentBias)) << FractionBits).AsSingle();
        return p * first * second;
    }

    /// <summary>
    /// ln x of each lane. Denormals are exact arguments; 0 of either sign gives -infinity, negative numbers and NaN give NaN, +infinity gives +infinity.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<float> denormal = Vector256.LessThan(x, Vector256.Create(SmallestNormal));
        Vector256<float> normal = Vector256.ConditionalSelect(denormal, x * Vector256.Create(DenormalScale), x);

        // x = m 2^e with m in [sqrt(1/2), sqrt 2): subtracting the bits of sqrt(1/2) makes the exponent field change there.
        Vector256<int> bits = normal.AsInt32() - Vector256.Create(SqrtHalfBits);
        Vector256<int> exponent = (bits >> FractionBits) - (denormal.AsInt32() & Vector256.Create(FractionBits));
        Vector256<float> e = Vector256.ConvertToSingle(exponent);
        Vector256<float> f = ((bits & Vector256.Create(FractionMask)) + Vector256.Create(SqrtHalfBits)).AsSingle() - Vector256<float>.One;

        Vector256<float> p = MultiplyAdd(Vector256.Create(Log8), f, Vector256.Create(Log7));
        p = MultiplyAdd(p, f, Vector256.Create(Log6));
        p = MultiplyAdd(p, f, Vector256.Create(Log5));
        p = MultiplyAdd(p, f, Vector256.Create(Log4));
        p = MultiplyAdd(p, f, Vector256.Create(Log3));
        p = MultiplyAdd(p, f, Vector256.Create(Log2));
        p = MultiplyAdd(p, f, Vector256.Create(Log1));
        p = MultiplyAdd(p, f, Vector256.Create(Log0));
        Vector256<float> square = f * f;
        p = MultiplyAdd(e, Vector256.Create(Ln2Low), p * f * square);
        p = MultiplyAdd(square, Vector256.Create(-0.5f), p);
        Vector256<float> result = MultiplyAdd(e, Vector256.Create(Ln2High), f + p);

        // +infinity and NaN, the only arguments not below infinity, are their own results.
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity)), result, x);
        result = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256.Create(float.NegativeInfinity), result);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256.Create(float.NaN), result);
    }

    /// <summary>
    /// tanh x of each lane as expm1(2|x|) / (expm1(2|x|) + 2) with the sign of x, so that it is odd, exact for tiny arguments
    /// (-0 and denormals included) and 1 from 9.02 on, infinity included. NaN gives NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> magnitude = Vector256.MinNative(Vector256.Create(TanhHighest), Vector256.Abs(x));
        Vector256<float> twice = magnitude + magnitude;
        Vector256<float> rounded = MultiplyAdd(twice, Vector256.Create(Log2OfE), Vector256.Create(Rounder));
        Vector256<float> n = rounded - Vector256.Create(Rounder);
        Vector256<float> r = MultiplyAdd(n, Vector256.Create(-Ln2Low), MultiplyAdd(n, Vector256.Create(-Ln2High), twice));
        Vector256<float> p = MultiplyAdd(Vector256.Create(ExpMinus4), r, Vector256.Create(ExpMinus3));
        p = MultiplyAdd(p, r, Vector256.Create(ExpMinus2));
        p = MultiplyAdd(p, r, Vector256.Create(ExpMinus1));
        p = MultiplyAdd(p, r, Vector256.Create(ExpMinus0));
        p = MultiplyAdd(r * r, p, r);

        // expm1(2|x|) = 2^n (e^r - 1) + (2^n - 1); n is at most 29, so one factor does.
        Vector256<float> scale = ((rounded.AsInt32() << FractionBits) + Vector256.Create(ExponentBias << FractionBits)).AsSingle();
        Vector256<float> expMinusOne = MultiplyAdd(scale, p, scale - Vector256<float>.One);
        Vector256<float> result = expMinusOne / (expMinusOne + Vector256.Create(2f));
        return result | (x & Vector256.Create(-0f));
    }

    /// <summary>
    /// 1 / (1 + e^-x) of each lane, accurate to the last denormal on the left because only e^-|x| is taken.
    /// +infinity gives 1, -infinity 0, NaN NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        Vector256<float> small = Exp(x | Vector256.Create(-0f));
        Vector256<float> numerator = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), small, Vector256<float>.One);
        return numerator / (Vector256<float>.One + small);
    }
}
