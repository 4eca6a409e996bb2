using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>The largest bytes over axes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Max
{
    /// <summary>y = the maxima of x; the memories must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref sbyte x, ref sbyte y, in Int8ReductionShape shape)
    {
        ReducedAxes axes = shape.Reduced;
        for (nint i = 0; i < shape.KeptOuter; i++)
            for (nint j = 0; j < shape.KeptMiddle; j++)
            {
                ref sbyte source = ref Unsafe.Add(ref x, i * shape.KeptOuterX + j * shape.KeptMiddleX);
                ref sbyte result = ref Unsafe.Add(ref y, i * shape.KeptOuterY + j * shape.KeptMiddleY);
                if (shape.IsColumns)
                {
                    Int8Columns.Maxima(ref source, in axes, shape.KeptInner, ref result);
                    continue;
                }

                for (nint k = 0; k < shape.KeptInner; k++)
                    Unsafe.Add(ref result, k * shape.KeptInnerY) = Maximum(ref Unsafe.Add(ref source, k * shape.KeptInnerX), in axes);
            }
    }

    /// <summary>The largest of so many neighbours, 1 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static sbyte OfRun(ref sbyte x, nint count)
    {
        // In each width, the last vector overlaps the one before it.
        if (Vector512.IsHardwareAccelerated && count >= Vector512<sbyte>.Count)
        {
            nuint last = (nuint)(count - Vector512<sbyte>.Count);
            Vector512<sbyte> largest = Vector512.LoadUnsafe(ref x, last);
            for (nuint i = 0; i < last; i += (nuint)Vector512<sbyte>.Count) largest = Vector512.Max(largest, Vector512.LoadUnsafe(ref x, i));
            return Int8Lanes.Maximum(largest);
        }

        if (Vector256.IsHardwareAccelerated && count >= Vector256<sbyte>.Count)
        {
            nuint last = (nuint)(count - Vector256<sbyte>.Count);
            Vector256<sbyte> largest = Vector256.LoadUnsafe(ref x, last);
            for (nuint i = 0; i < last; i += (nuint)Vector256<sbyte>.Count) largest = Vector256.Max(largest, Vector256.LoadUnsafe(ref x, i));
            return Int8Lanes.Maximum(largest);
        }

        if (count >= Vector128<sbyte>.Count)
        {
            nuint last = (nuint)(count - Vector128<sbyte>.Count);
            Vector128<sbyte> largest = Vector128.LoadUnsafe(ref x, last);
            for (nuint i = 0; i < last; i += (nuint)Vector128<sbyte>.Count) largest = Vector128.Max(largest, Vector128.LoadUnsafe(ref x, i));
            return Int8Lanes.Maximum(largest);
        }

        sbyte maximum = x;
        for (nint i = 1; i < count; i++) maximum = sbyte.Max(maximum, Unsafe.Add(ref x, i));
        return maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static sbyte Maximum(ref sbyte x, in ReducedAxes axes)
    {
        sbyte maximum = x;
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
            {
                ref sbyte row = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride);
                if (axes.InnerStride == 1) maximum = sbyte.Max(maximum, OfRun(ref row, axes.Inner));
                else
                    for (nint i = 0; i < axes.Inner; i++) maximum = sbyte.Max(maximum, Unsafe.Add(ref row, i * axes.InnerStride));
            }

        return maximum;
    }
}
