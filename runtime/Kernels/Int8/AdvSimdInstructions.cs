using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Kiln.Kernels;

/// <summary>The machine's own instructions.</summary>
internal readonly struct AdvSimdInstructions : IWideningInstructions
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyLower(Vector128<sbyte> left, Vector128<sbyte> right) =>
        AdvSimd.MultiplyWideningLower(left.GetLower(), right.GetLower());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyUpper(Vector128<sbyte> left, Vector128<sbyte> right) => AdvSimd.MultiplyWideningUpper(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> AddPairs(Vector128<short> left, Vector128<short> right) => AdvSimd.Arm64.AddPairwise(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddPairs(Vector128<int> left, Vector128<int> right) => AdvSimd.Arm64.AddPairwise(left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddWidePairs(Vector128<int> sums, Vector128<short> values) => AdvSimd.AddPairwiseWideningAndAdd(sums, values);
}
