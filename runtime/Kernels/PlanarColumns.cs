using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>How a planar kernel loads neighbouring output columns' inputs; a type argument, so that each way is its own machine code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IPlanarColumns
{
    /// <summary>Lane i is the float at i * <paramref name="stride"/>; nothing beyond the last lane is read.</summary>
    static abstract Vector128<float> Load128(ref float source, nint stride);

    /// <inheritdoc cref="Load128"/>
    static abstract Vector256<float> Load256(ref float source, nint stride);

    /// <inheritdoc cref="Load128"/>
    static abstract Vector512<float> Load512(ref float source, nint stride);
}

/// <summary>A width stride of 1: plain loads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UnitColumns : IPlanarColumns
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load128(ref float source, nint stride) => Vector128.LoadUnsafe(ref source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ref float source, nint stride) => Vector256.LoadUnsafe(ref source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ref float source, nint stride) => Vector512.LoadUnsafe(ref source);
}

/// <summary>A width stride of 2: two loads, the second one float early so that nothing beyond the last lane is read, and shuffles.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PairedColumns : IPlanarColumns
{
    // Of the low load the even floats, of the high load, which starts one float early, the odd ones.
    private const byte EvenThenOdd = 0b11_01_10_00;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load128(ref float source, nint stride)
    {
        Vector128<float> low = Vector128.LoadUnsafe(ref source);
        Vector128<float> high = Vector128.LoadUnsafe(ref source, 3);
        return Sse.IsSupported
            ? Sse.Shuffle(low, high, EvenThenOdd)
            : Vector128.Create(low.ToScalar(), low.GetElement(2), high.GetElement(1), high.GetElement(3));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ref float source, nint stride)
    {
        if (!Avx2.IsSupported) return Vector256.Create(Load128(ref source, stride), Load128(ref Unsafe.Add(ref source, 8), stride));
        Vector256<float> mixed = Avx.Shuffle(Vector256.LoadUnsafe(ref source), Vector256.LoadUnsafe(ref source, 7), EvenThenOdd);
        return Avx2.Permute4x64(mixed.AsDouble(), 0b11_01_10_00).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ref float source, nint stride) => Avx512F.IsSupported
        ? Avx512F.PermuteVar16x32x2(
            Vector512.LoadUnsafe(ref source),
            Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31),
            Vector512.LoadUnsafe(ref source, 15))
        : Vector512.Create(Load256(ref source, stride), Load256(ref Unsafe.Add(ref source, 16), stride));
}

/// <summary>Any width stride: one load for each lane.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StridedColumns : IPlanarColumns
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load128(ref float source, nint stride) =>
        Vector128.Create(source, Unsafe.Add(ref source, stride), Unsafe.Add(ref source, 2 * stride), Unsafe.Add(ref source, 3 * stride));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(ref float source, nint stride) =>
        Vector256.Create(Load128(ref source, stride), Load128(ref Unsafe.Add(ref source, 4 * stride), stride));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(ref float source, nint stride) =>
        Vector512.Create(Load256(ref source, stride), Load256(ref Unsafe.Add(ref source, 8 * stride), stride));
}
