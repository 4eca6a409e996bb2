using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>
/// From 32-bit sums to the output's integers before they are clamped: acc M 2^-S, rounded once with ties toward +infinity, plus the output's zero point.
/// </summary>
/// <remarks>
/// Where |acc| is below 2^24, M an odd multiple of 2^7 and S at least 33, floats do the same: acc and M 2^-S are exact, and one rounding takes place where
/// 1.5 * 2^23 is added, to the nearest integer. No product lies halfway between two integers, since 2^(S-8) would divide acc.
/// </remarks>
internal static partial class Int8Requantization
{
    private const int MagicBits = 0x4B400000;

    /// <summary>What is added to a product in floats: its bits minus those of 1.5 * 2^23 are the rounded product plus the zero point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Magic(int outputZero) => BitConverter.Int32BitsToSingle(MagicBits) + outputZero;

    /// <summary>Whether the float form is faster than the integer one: without the instruction, fused multiplication is a call.</summary>
    public static bool UsesFloats => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>One sum, by the definition.</summary>
    public static int Scalar(int sum, int multiplier, int shift, int outputZero)
    {
        int left = int.Max(0, 33 - shift);
        int right = shift + left - 32;
        int high = (int)((((long)sum << left) * multiplier) >> 32);
        return ((high + (1 << (right - 1))) >> right) + outputZero;
    }

    /// <summary>Sums by the definition, in integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Integer(Vector128<int> sums, Vector128<int> multipliers, Vector128<int> shifts, int outputZero)
    {
        if (!Avx2.IsSupported && !AdvSimd.Arm64.IsSupported) return EachLane(sums, multipliers, shifts, outputZero);
        Vector128<int> left = Vector128.Max(Vector128.Create(33) - shifts, Vector128<int>.Zero);
        Vector128<int> right = Vector128.Max(shifts - Vector128.Create(32), Vector128<int>.One);
        Vector128<int> high, half;
        if (Avx2.IsSupported)
        {
            sums = Avx2.ShiftLeftLogicalVariable(sums, left.AsUInt32());
            Vector128<long> even = Sse41.Multiply(sums, multipliers);
            Vector128<long> odd = Sse41.Multiply((sums.AsUInt64() >> 32).AsInt32(), (multipliers.AsUInt64() >> 32).AsInt32());
            high = Sse41.Blend((even.AsUInt64() >> 32).AsUInt16(), odd.AsUInt16(), 0b1100_1100).AsInt32();
            half = Avx2.ShiftLeftLogicalVariable(Vector128<int>.One, (right - Vector128<int>.One).AsUInt32());
            return Avx2.ShiftRightArithmeticVariable(high + half, right.AsUInt32()) + Vector128.Create(outputZero);
        }

        sums = AdvSimd.ShiftLogical(sums, left);
        Vector128<long> lower = AdvSimd.MultiplyWideningLower(sums.GetLower(), multipliers.GetLower());
        Vector128<long> upper = AdvSimd.MultiplyWideningUpper(sums, multipliers);
        high = AdvSimd.Arm64.UnzipOdd(lower.AsInt32(), upper.AsInt32());
        half = AdvSimd.ShiftLogical(Vector128<int>.One, right - Vector128<int>.One);
        return AdvSimd.ShiftArithmetic(high + half, -right) + Vector128.Create(outputZero);
    }

    /// <inheritdoc cref="Integer(Vector128{int}, Vector128{int}, Vector128{int}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Integer(Vector256<int> sums, Vector256<int> multipliers, Vector256<int> shifts, int outputZero)
    {
        if (!Avx2.IsSupported)
        {
            Vector128<int> first = Integer(sums.GetLower(), multipliers.GetLower(), shifts.GetLower(), outputZero);
            return Vector256.Create(first, Integer(sums.GetUpper(), multipliers.GetUpper(), shifts.GetUpper(), outputZero));
        }

        Vector256<int> left = Vector256.Max(Vector256.Create(33) - shifts, Vector256<int>.Zero);
        Vector256<int> right = Vector256.Max(shifts - Vector256.Create(32), Vector256<int>.One);
        sums = Avx2.ShiftLeftLogicalVariable(sums, left.AsUInt32());
        Vector256<long> even = Avx2.Multiply(sums, multipliers);
        Vector256<long> odd = Avx2.Multiply((sums.AsUInt64() >> 32).AsInt32(), (multipliers.AsUInt64() >> 32).AsInt32());
        Vector256<int> high = Avx2.Blend((even.AsUInt64() >> 32).AsInt32(), odd.AsInt32(), 0b1010_1010);
        Vector256<int> half = Avx2.ShiftLeftLogicalVariable(Vector256<int>.One, (right - Vector256<int>.One).AsUInt32());
        return Avx2.ShiftRightArithmeticVariable(high + half, right.AsUInt32()) + Vector256.Create(outputZero);
    }

    /// <inheritdoc cref="Integer(Vector128{int}, Vector128{int}, Vector128{int}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Integer(Vector512<int> sums, Vector512<int> multipliers, Vector512<int> shifts, int outputZero)
    {
        if (!Avx512F.IsSupported)
        {
            Vector256<int> first = Integer(sums.GetLower(), multipliers.GetLower(), shifts.GetLower(), outputZero);
            return Vector512.Create(first, Integer(sums.GetUpper(), multipliers.GetUpper(), shifts.GetUpper(), outputZero));
        }

        Vector512<int> left = Vector512.Max(Vector512.Create(33) - shifts, Vector512<int>.Zero);
        Vector512<int> right = Vector512.Max(shifts - Vector512.Create(32), Vector512<int>.One);
        sums = Avx512F.ShiftLeftLogicalVariable(sums, left.AsUInt32());
        Vector512<long> even = Avx512F.Multiply(sums, multipliers);
        Vector512<long> odd = Avx512F.Multiply((sums.AsUInt64() >> 32).AsInt32(), (multipliers.AsUInt64() >> 32).AsInt32());
        Vector512<int> order = Vector512.Create(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
        Vector512<int> high = Avx512F.PermuteVar16x32x2(even.AsInt32(), order, odd.AsInt32());
        Vector512<int> half = Avx512F.ShiftLeftLogicalVariable(Vector512<int>.One, (right - Vector512<int>.One).AsUInt32());
        return Avx512F.ShiftRightArithmeticVariable(high + half, right.AsUInt32()) + Vector512.Create(outputZero);
    }

    private static Vector128<int> EachLane(Vector128<int> sums, Vector128<int> multipliers, Vector128<int> shifts, int outputZero) =>
        Vector128.Create(
            Scalar(sums.ToScalar(), multipliers.ToScalar(), shifts.ToScalar(), outputZero),
            Scalar(sums.GetElement(1), multipliers.GetElement(1), shifts.GetElement(1), outputZero),
            Scalar(sums.GetElement(2), multipliers.GetElement(2), shifts.GetElement(2), outputZero),
            Scalar(sums.GetElement(3), multipliers.GetElement(3), shifts.GetElement(3), outputZero));
}
