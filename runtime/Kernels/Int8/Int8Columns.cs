using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Reductions of columns that are neighbours in memory, each over the same loops: channels of windows and of maps. x and y must not overlap.</summary>
internal static partial class Int8Columns
{
    // So many bytes fit in a 16-bit sum.
    private const nint TermsOfShort = 256;

    /// <summary>y[c] = the largest x[c] over the loops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Maxima(ref sbyte x, in ReducedAxes axes, nint columns, ref sbyte y)
    {
        if (columns < Vector128<sbyte>.Count)
        {
            Vector128<sbyte> largest = Vector128.Create(sbyte.MinValue);
            for (nint o = 0; o < axes.Outer; o++)
                for (nint m = 0; m < axes.Middle; m++)
                    for (nint i = 0; i < axes.Inner; i++)
                    {
                        ref sbyte term = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride + i * axes.InnerStride);
                        largest = Vector128.Max(largest, Int8Lanes.LoadFirst(ref term, columns));
                    }

            Int8Lanes.StoreFirst(largest, ref y, columns);
            return;
        }

        nint c = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; c <= columns - Vector512<sbyte>.Count; c += Vector512<sbyte>.Count)
                Maximum512(ref Unsafe.Add(ref x, c), in axes).StoreUnsafe(ref y, (nuint)c);
        if (Vector256.IsHardwareAccelerated)
            for (; c <= columns - Vector256<sbyte>.Count; c += Vector256<sbyte>.Count)
                Maximum256(ref Unsafe.Add(ref x, c), in axes).StoreUnsafe(ref y, (nuint)c);
        for (; c < columns; c += Vector128<sbyte>.Count)
        {
            // The last vector overlaps the one before it.
            nint at = nint.Min(c, columns - Vector128<sbyte>.Count);
            Maximum128(ref Unsafe.Add(ref x, at), in axes).StoreUnsafe(ref y, (nuint)at);
        }
    }

    /// <summary>y[c] = the sum of x[c] over the loops less <paramref name="correction"/>, rescaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(ref sbyte x, in ReducedAxes axes, nint columns, int correction, in Int8Rescaling rescaling, ref sbyte y)
    {
        if (Vector512.IsHardwareAccelerated && columns > Vector256<short>.Count) Sums512(ref x, in axes, columns, correction, in rescaling, ref y);
        else if (Vector256.IsHardwareAccelerated && columns > Vector128<short>.Count) Sums256(ref x, in axes, columns, correction, in rescaling, ref y);
        else Sums128(ref x, in axes, columns, correction, in rescaling, ref y);
    }
}
