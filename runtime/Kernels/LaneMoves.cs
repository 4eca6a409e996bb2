using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>Moves between lanes that the portable vector classes express only by slow general shuffles.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LaneMoves
{
    /// <summary>Lanes 0, 2, 4, ... of <paramref name="lower"/> followed by those of <paramref name="upper"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Even(Vector128<float> lower, Vector128<float> upper)
    {
        if (Sse.IsSupported) return Sse.Shuffle(lower, upper, 0b10_00_10_00);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.UnzipEven(lower, upper);
        return Vector128.Create(lower[0], lower[2], upper[0], upper[2]);
    }

    /// <summary>Lanes 1, 3, 5, ... of <paramref name="lower"/> followed by those of <paramref name="upper"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Odd(Vector128<float> lower, Vector128<float> upper)
    {
        if (Sse.IsSupported) return Sse.Shuffle(lower, upper, 0b11_01_11_01);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.UnzipOdd(lower, upper);
        return Vector128.Create(lower[1], lower[3], upper[1], upper[3]);
    }

    /// <summary>The larger of lanes 2i and 2i + 1 of the concatenation; a NaN gives the odd lane, as MaxNative does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MaxPairs(Vector128<float> lower, Vector128<float> upper) =>
        Vector128.MaxNative(Even(lower, upper), Odd(lower, upper));

    /// <summary>The sum of lanes 2i and 2i + 1 of the concatenation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddPairs(Vector128<float> lower, Vector128<float> upper) => Even(lower, upper) + Odd(lower, upper);

    /// <summary>Lanes 0, 0, 1, 1 of <paramref name="vector"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> TwiceLower(Vector128<float> vector) => Vector128.Shuffle(vector, Vector128.Create(0, 0, 1, 1));

    /// <summary>Lanes 2, 2, 3, 3 of <paramref name="vector"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> TwiceUpper(Vector128<float> vector) => Vector128.Shuffle(vector, Vector128.Create(2, 2, 3, 3));

    /// <summary>Every even lane, also in place of the odd lane after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> TwiceEven(Vector128<float> vector) => Vector128.Shuffle(vector, Vector128.Create(0, 0, 2, 2));

    /// <summary>Lanes 2i and 2i + 1 exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SwapPairs(Vector128<float> vector) => Vector128.Shuffle(vector, Vector128.Create(1, 0, 3, 2));

    /// <summary>All bits set in odd lanes.</summary>
    public static Vector128<float> OddLanes128
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(0, -1, 0, -1).AsSingle();
    }

    /// <summary>One float in every <paramref name="stride"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadStrided128(ref float source, nint stride) => Vector128.Create(
        source, Unsafe.Add(ref source, stride), Unsafe.Add(ref source, 2 * stride), Unsafe.Add(ref source, 3 * stride));

    /// <inheritdoc cref="Even(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Even(Vector256<float> lower, Vector256<float> upper)
    {
        if (Avx2.IsSupported) return OrderQuarters(Avx.Shuffle(lower, upper, 0b10_00_10_00));
        return Vector256.Create(Even(lower.GetLower(), lower.GetUpper()), Even(upper.GetLower(), upper.GetUpper()));
    }

    /// <inheritdoc cref="Odd(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Odd(Vector256<float> lower, Vector256<float> upper)
    {
        if (Avx2.IsSupported) return OrderQuarters(Avx.Shuffle(lower, upper, 0b11_01_11_01));
        return Vector256.Create(Odd(lower.GetLower(), lower.GetUpper()), Odd(upper.GetLower(), upper.GetUpper()));
    }

    /// <inheritdoc cref="MaxPairs(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MaxPairs(Vector256<float> lower, Vector256<float> upper)
    {
        if (Avx2.IsSupported) return OrderQuarters(Vector256.MaxNative(Avx.Shuffle(lower, upper, 0b10_00_10_00), Avx.Shuffle(lower, upper, 0b11_01_11_01)));
        return Vector256.MaxNative(Even(lower, upper), Odd(lower, upper));
    }

    /// <inheritdoc cref="AddPairs(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddPairs(Vector256<float> lower, Vector256<float> upper)
    {
        if (Avx2.IsSupported) return OrderQuarters(Avx.Shuffle(lower, upper, 0b10_00_10_00) + Avx.Shuffle(lower, upper, 0b11_01_11_01));
        return Even(lower, upper) + Odd(lower, upper);
    }

    /// <summary>Each lane of the lower half twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TwiceLower(Vector256<float> vector) => Vector256.Shuffle(vector, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3));

    /// <summary>Each lane of the upper half twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TwiceUpper(Vector256<float> vector) => Vector256.Shuffle(vector, Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7));

    /// <inheritdoc cref="TwiceEven(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TwiceEven(Vector256<float> vector) => Vector256.Shuffle(vector, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6));

    /// <inheritdoc cref="SwapPairs(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SwapPairs(Vector256<float> vector) => Vector256.Shuffle(vector, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));

    /// <inheritdoc cref="OddLanes128"/>
    public static Vector256<float> OddLanes256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
    }

    /// <inheritdoc cref="LoadStrided128"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadStrided256(ref float source, nint stride) =>
        Vector256.Create(LoadStrided128(ref source, stride), LoadStrided128(ref Unsafe.Add(ref source, 4 * stride), stride));

    /// <inheritdoc cref="Even(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Even(Vector512<float> lower, Vector512<float> upper)
    {
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar16x32x2(lower, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), upper);
        return Vector512.Create(Even(lower.GetLower(), lower.GetUpper()), Even(upper.GetLower(), upper.GetUpper()));
    }

    /// <inheritdoc cref="Odd(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Odd(Vector512<float> lower, Vector512<float> upper)
    {
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar16x32x2(lower, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), upper);
        return Vector512.Create(Odd(lower.GetLower(), lower.GetUpper()), Odd(upper.GetLower(), upper.GetUpper()));
    }

    /// <inheritdoc cref="MaxPairs(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MaxPairs(Vector512<float> lower, Vector512<float> upper) =>
        Vector512.MaxNative(Even(lower, upper), Odd(lower, upper));

    /// <inheritdoc cref="AddPairs(Vector128{float}, Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddPairs(Vector512<float> lower, Vector512<float> upper) => Even(lower, upper) + Odd(lower, upper);

    /// <inheritdoc cref="TwiceLower(Vector256{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TwiceLower(Vector512<float> vector) =>
        Vector512.Shuffle(vector, Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));

    /// <inheritdoc cref="TwiceUpper(Vector256{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TwiceUpper(Vector512<float> vector) =>
        Vector512.Shuffle(vector, Vector512.Create(8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15));

    /// <inheritdoc cref="TwiceEven(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TwiceEven(Vector512<float> vector) =>
        Vector512.Shuffle(vector, Vector512.Create(0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14));

    /// <inheritdoc cref="SwapPairs(Vector128{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SwapPairs(Vector512<float> vector) =>
        Vector512.Shuffle(vector, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));

    /// <inheritdoc cref="OddLanes128"/>
    public static Vector512<float> OddLanes512
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1).AsSingle();
    }

    /// <inheritdoc cref="LoadStrided128"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadStrided512(ref float source, nint stride) =>
        Vector512.Create(LoadStrided256(ref source, stride), LoadStrided256(ref Unsafe.Add(ref source, 8 * stride), stride));

    /// <summary>The 4x4 matrix with these rows, transposed in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> lowerAB = Sse.UnpackLow(a, b);
            Vector128<float> lowerCD = Sse.UnpackLow(c, d);
            Vector128<float> upperAB = Sse.UnpackHigh(a, b);
            Vector128<float> upperCD = Sse.UnpackHigh(c, d);
            a = Sse.MoveLowToHigh(lowerAB, lowerCD);
            b = Sse.MoveHighToLow(lowerCD, lowerAB);
            c = Sse.MoveLowToHigh(upperAB, upperCD);
            d = Sse.MoveHighToLow(upperCD, upperAB);
            return;
        }

        // Two rounds of even-odd splitting: pairs of rows, then pairs of pairs.
        Vector128<float> evenAB = Even(a, b);
        Vector128<float> oddAB = Odd(a, b);
        Vector128<float> evenCD = Even(c, d);
        Vector128<float> oddCD = Odd(c, d);
        a = Even(evenAB, evenCD);
        b = Even(oddAB, oddCD);
        c = Odd(evenAB, evenCD);
        d = Odd(oddAB, oddCD);
    }

    // In-lane shuffles of (a, b) leave 64-bit quarters in the order a, b, a, b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OrderQuarters(Vector256<float> vector) =>
        Avx2.Permute4x64(vector.AsUInt64(), 0b11_01_10_00).AsSingle();
}
