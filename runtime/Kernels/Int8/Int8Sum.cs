using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Sums and means over axes: the sum of x - zero, rescaled once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Int8Sum
{
    // So many pairs of bytes fit in a 16-bit sum.
    private const nint PairsOfShort = 128;

    /// <summary>y = the rescaled sums of x - zeroX; the memories must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte zeroX, ref sbyte zeroY, ref sbyte y, in Int8ReductionShape shape)
    {
        ReducedAxes axes = shape.Reduced;
        int correction = (int)(axes.Outer * axes.Middle * axes.Inner * zeroX);
        Int8Rescaling rescaling = new(multiplier, shift, ref clamp, zeroY);
        for (nint i = 0; i < shape.KeptOuter; i++)
            for (nint j = 0; j < shape.KeptMiddle; j++)
            {
                ref sbyte source = ref Unsafe.Add(ref x, i * shape.KeptOuterX + j * shape.KeptMiddleX);
                ref sbyte result = ref Unsafe.Add(ref y, i * shape.KeptOuterY + j * shape.KeptMiddleY);
                if (shape.IsColumns)
                {
                    Int8Columns.Sums(ref source, in axes, shape.KeptInner, correction, in rescaling, ref result);
                    continue;
                }

                for (nint k = 0; k < shape.KeptInner; k++)
                {
                    int sum = Sum(ref Unsafe.Add(ref source, k * shape.KeptInnerX), in axes);
                    Unsafe.Add(ref result, k * shape.KeptInnerY) = (sbyte)rescaling.Apply(sum - correction);
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sum(ref sbyte x, in ReducedAxes axes)
    {
        int sum = 0;
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
            {
                ref sbyte row = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride);
                if (axes.InnerStride == 1) sum += SumOfRun(ref row, axes.Inner);
                else
                    for (nint i = 0; i < axes.Inner; i++) sum += Unsafe.Add(ref row, i * axes.InnerStride);
            }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SumOfRun(ref sbyte x, nint count)
    {
        if (Vector512.IsHardwareAccelerated) return SumOfRun512(ref x, count);
        return Vector256.IsHardwareAccelerated ? SumOfRun256(ref x, count) : SumOfRun128(ref x, count);
    }
}
