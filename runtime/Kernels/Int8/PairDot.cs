using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// For weights of which each pair's positive ones sum to at most 128 and the negative ones to at least -128: sums of two products fit in 16 bits.
/// </summary>
internal readonly struct PairDot : IInt8Dot
{
    /// <inheritdoc/>
    public static bool IsFrequent => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights) => Int8Dot.Pairs(sums, inputs, weights);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights) => Int8Dot.Pairs(sums, inputs, weights);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<byte> inputs, Vector512<sbyte> weights) => Int8Dot.Pairs(sums, inputs, weights);
}
