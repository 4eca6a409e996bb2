using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>For any weights: products are summed in 32 bits.</summary>
internal readonly struct AnyDot : IInt8Dot
{
    /// <inheritdoc/>
    public static bool IsFrequent => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights) => Int8Dot.Any(sums, inputs, weights);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights) => Int8Dot.Any(sums, inputs, weights);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<byte> inputs, Vector512<sbyte> weights) => Int8Dot.Any(sums, inputs, weights);
}
