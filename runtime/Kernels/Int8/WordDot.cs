using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>For inputs and weights of 16 bits: a quad of bytes is a pair of them.</summary>
internal readonly struct WordDot : IInt8Dot
{
    /// <inheritdoc/>
    public static bool IsFrequent => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights) =>
        Int8Dot.Words(sums, inputs.AsInt16(), weights.AsInt16());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights) =>
        Int8Dot.Words(sums, inputs.AsInt16(), weights.AsInt16());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<byte> inputs, Vector512<sbyte> weights) =>
        Int8Dot.Words(sums, inputs.AsInt16(), weights.AsInt16());
}
