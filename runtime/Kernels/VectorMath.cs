using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Exponential functions for fused loops, one text for every vector width (Kiln.Widths.targets) and for scalars, without calls into the C library.
/// The argument is reduced as by Cody and Waite ("Software Manual for the Elementary Functions", 1980): x = n ln 2 + r with ln 2 split
/// into a part of nine bits, so that n times it is exact, and a remainder. The polynomials on the reduced interval are minimax
/// in relative error (Remez exchange, 40 digits).
/// <para>Largest error against the correctly rounded result: Exp 1.0 ulp, Log 1.0 ulp, Tanh 2.5 ulp, Sigmoid 2.5 ulp,
/// with or without a fused multiply-add.</para>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorMath
{
    private const float Log2OfE = 1.44269504f;

    // ln 2 = high + low; high = 355/512 has nine significant bits.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits of the sum.
    private const float Rounder = 12582912f;
    private const int RounderBits = 0x4B400000;
    private const int ExponentBias = 127;
    private const int FractionBits = 23;

    // exp(89) overflows, exp(-104) is below half of the smallest denormal.
    private const float ExpHighest = 89f;
    private const float ExpLowest = -104f;

    // tanh rounds to 1 from 9.02 on.
    private const float TanhHighest = 10f;

    // (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2: relative error of e^r 3.1e-9.
    private const float Exp0 = 0.4999999343f;
    private const float Exp1 = 0.166665204f;
    private const float Exp2 = 0.04166839078f;
    private const float Exp3 = 0.008368745109f;
    private const float Exp4 = 0.001381454018f;

    // The same function, minimax for e^r - 1: relative error 1.3e-8.
    private const float ExpMinus0 = 0.5000000062f;
    private const float ExpMinus1 = 0.1666654279f;
    private const float ExpMinus2 = 0.04166628141f;
    private const float ExpMinus3 = 0.008366610587f;
    private const float ExpMinus4 = 0.001394649624f;

    // (ln(1 + f) - f + f^2 / 2) / f^3 on sqrt(1/2) <= 1 + f <= sqrt 2: relative error of ln(1 + f) 7.5e-10.
    private const float Log0 = 0.333333126f;
    private const float Log1 = -0.250000096f;
    private const float Log2 = 0.2000211864f;
    private const float Log3 = -0.166679959f;
    private const float Log4 = 0.1421955273f;
    private const float Log5 = -0.1240558824f;
    private const float Log6 = 0.1188815885f;
    private const float Log7 = -0.1167565457f;
    private const float Log8 = 0.06746651523f;
    private const int SqrtHalfBits = 0x3F3504F3;
    private const int FractionMask = 0x007FFFFF;
    private const float SmallestNormal = 1.17549435e-38f;
    private const float DenormalScale = 8388608f;

    /// <summary>e^x; see the vector form for special values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x) => Exp(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>ln x; see the vector form for special values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x) => Log(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>tanh x; see the vector form for special values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x) => Tanh(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>1 / (1 + e^-x); see the vector form for special values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x) => Sigmoid(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>e^x in the machine's own width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x) => Vector<float>.Count switch
    {
        4 => Exp(x.AsVector128()).AsVector(),
        8 => Exp(x.AsVector256()).AsVector(),
        _ => Exp(x.AsVector512()).AsVector(),
    };

    /// <summary>ln x in the machine's own width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Log(Vector<float> x) => Vector<float>.Count switch
    {
        4 => Log(x.AsVector128()).AsVector(),
        8 => Log(x.AsVector256()).AsVector(),
        _ => Log(x.AsVector512()).AsVector(),
    };

    /// <summary>1 / (1 + e^-x) in the machine's own width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.Count switch
    {
        4 => Sigmoid(x.AsVector128()).AsVector(),
        8 => Sigmoid(x.AsVector256()).AsVector(),
        _ => Sigmoid(x.AsVector512()).AsVector(),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    // The machine may have no fused multiply-add, and in software it costs a hundred times more than two operations.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> MultiplyAdd(Vector512<double> left, Vector512<double> right, Vector512<double> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> MultiplyAdd(Vector256<double> left, Vector256<double> right, Vector256<double> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    // The machine may have no fused multiply-add, and in software it costs a hundred times more than two operations.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> MultiplyAdd(Vector128<double> left, Vector128<double> right, Vector128<double> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);
}
