using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal partial interface IPooling
{
    /// <summary>Two pixels as one, or what two parts of a window have come to.</summary>
    static abstract Vector256<float> Combine(Vector256<float> left, Vector256<float> right);

    /// <summary>The same of lanes 2i and 2i + 1 of the concatenation.</summary>
    static abstract Vector256<float> CombinePairs(Vector256<float> lower, Vector256<float> upper);
}

internal readonly partial struct MaximumPooling
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Combine(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> CombinePairs(Vector256<float> lower, Vector256<float> upper) => LaneMoves.MaxPairs(lower, upper);

    /// <summary>The lanes whose pixel is the maximum. A NaN equals nothing, so that they are compared otherwise where there may be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Find(Vector256<float> pixel, Vector256<float> maximum, bool areNumbers) => areNumbers
        ? Vector256.Equals(pixel, maximum)
        : Vector256.Equals(pixel, maximum) | ~(Vector256.Equals(pixel, pixel) | Vector256.Equals(maximum, maximum));
}

internal readonly partial struct AveragePooling
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Combine(Vector256<float> left, Vector256<float> right) => left + right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> CombinePairs(Vector256<float> lower, Vector256<float> upper) => LaneMoves.AddPairs(lower, upper);
}
