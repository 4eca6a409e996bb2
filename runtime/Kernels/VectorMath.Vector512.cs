using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class VectorMath
{
    /// <summary>e^x of each lane. +infinity gives +infinity, -infinity 0, NaN NaN; overflow gives +infinity, small results are correct denormals down to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // A NaN in the right operand passes through the native minimum and maximum.
        x = Vector512.MinNative(Vector512.Create(ExpHighest), Vector512.MaxNative(Vector512.Create(ExpLowest), x));
        Vector512<float> rounded = MultiplyAdd(x, Vector512.Create(Log2OfE), Vector512.Create(Rounder));
        Vector512<float> n = rounded - Vector512.Create(Rounder);
        Vector512<float> r = MultiplyAdd(n, Vector512.Create(-Ln2Low), MultiplyAdd(n, Vector512.Create(-Ln2High), x));
        Vector512<float> p = MultiplyAdd(Vector512.Create(Exp4), r, Vector512.Create(Exp3));
        p = MultiplyAdd(p, r, Vector512.Create(Exp2));
        p = MultiplyAdd(p, r, Vector512.Create(Exp1));
        p = MultiplyAdd(p, r, Vector512.Create(Exp0));
        p = MultiplyAdd(r * r, p, r) + Vector512<float>.One;

        // 2^n in two factors, for n runs from -150 to 128 while one float reaches from -126 to 127; only the last product rounds.
        Vector512<int> exponent = rounded.AsInt32() - Vector512.Create(RounderBits);
        Vector512<int> half = exponent >> 1;
        Vector512<float> first = ((half + Vector512.Create(ExponentBias)) << FractionBits).AsSingle();
        Vector512<float> second = ((exponent - half + Vector512.Create(ExponentBias)) << FractionBits).AsSingle();
        return p * first * second;
    }

    /// <summary>ln x of each lane. Denormals are exact arguments; 0 of either sign gives -infinity, negative numbers and NaN give NaN, +infinity gives +infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<float> denormal = Vector512.LessThan(x, Vector512.Create(SmallestNormal));
        Vector512<float> normal = Vector512.ConditionalSelect(denormal, x * Vector512.Create(DenormalScale), x);

        // x = m 2^e with m in [sqrt(1/2), sqrt 2): subtracting the bits of sqrt(1/2) makes the exponent field change there.
        Vector512<int> bits = normal.AsInt32() - Vector512.Create(SqrtHalfBits);
        Vector512<int> exponent = (bits >> FractionBits) - (denormal.AsInt32() & Vector512.Create(FractionBits));
        Vector512<float> e = Vector512.ConvertToSingle(exponent);
        Vector512<float> f = ((bits & Vector512.Create(FractionMask)) + Vector512.Create(SqrtHalfBits)).AsSingle() - Vector512<float>.One;

        Vector512<float> p = MultiplyAdd(Vector512.Create(Log8), f, Vector512.Create(Log7));
        p = MultiplyAdd(p, f, Vector512.Create(Log6));
        p = MultiplyAdd(p, f, Vector512.Create(Log5));
        p = MultiplyAdd(p, f, Vector512.Create(Log4));
        p = MultiplyAdd(p, f, Vector512.Create(Log3));
        p = MultiplyAdd(p, f, Vector512.Create(Log2));
        p = MultiplyAdd(p, f, Vector512.Create(Log1));
        p = MultiplyAdd(p, f, Vector512.Create(Log0));
        Vector512<float> square = f * f;
        p = MultiplyAdd(e, Vector512.Create(Ln2Low), p * f * square);
        p = MultiplyAdd(square, Vector512.Create(-0.5f), p);
        Vector512<float> result = MultiplyAdd(e, Vector512.Create(Ln2High), f + p);

        // +infinity and NaN, the only arguments not below infinity, are their own results.
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(float.PositiveInfinity)), result, x);
        result = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), Vector512.Create(float.NegativeInfinity), result);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), Vector512.Create(float.NaN), result);
    }

    /// <summary>
    /// tanh x of each lane as expm1(2|x|) / (expm1(2|x|) + 2) with the sign of x, so that it is odd, exact for tiny arguments
    /// (-0 and denormals included) and 1 from 9.02 on, infinity included. NaN gives NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> magnitude = Vector512.MinNative(Vector512.Create(TanhHighest), Vector512.Abs(x));
        Vector512<float> twice = magnitude + magnitude;
        Vector512<float> rounded = MultiplyAdd(twice, Vector512.Create(Log2OfE), Vector512.Create(Rounder));
        Vector512<float> n = rounded - Vector512.Create(Rounder);
        Vector512<float> r = MultiplyAdd(n, Vector512.Create(-Ln2Low), MultiplyAdd(n, Vector512.Create(-Ln2High), twice));
        Vector512<float> p = MultiplyAdd(Vector512.Create(ExpMinus4), r, Vector512.Create(ExpMinus3));
        p = MultiplyAdd(p, r, Vector512.Create(ExpMinus2));
        p = MultiplyAdd(p, r, Vector512.Create(ExpMinus1));
        p = MultiplyAdd(p, r, Vector512.Create(ExpMinus0));
        p = MultiplyAdd(r * r, p, r);

        // expm1(2|x|) = 2^n (e^r - 1) + (2^n - 1); n is at most 29, so one factor does.
        Vector512<float> scale = ((rounded.AsInt32() << FractionBits) + Vector512.Create(ExponentBias << FractionBits)).AsSingle();
        Vector512<float> expMinusOne = MultiplyAdd(scale, p, scale - Vector512<float>.One);
        Vector512<float> result = expMinusOne / (expMinusOne + Vector512.Create(2f));
        return result | (x & Vector512.Create(-0f));
    }

    /// <summary>
    /// 1 / (1 + e^-x) of each lane, accurate to the last denormal on the left because only e^-|x| is taken.
    /// +infinity gives 1, -infinity 0, NaN NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> small = Exp(x | Vector512.Create(-0f));
        Vector512<float> numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), small, Vector512<float>.One);
        return numerator / (Vector512<float>.One + small);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);
}
