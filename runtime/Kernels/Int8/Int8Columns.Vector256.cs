using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal static partial class Int8Columns
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Maximum256(ref sbyte x, in ReducedAxes axes)
    {
        Vector256<sbyte> largest = Vector256.LoadUnsafe(ref x);
        for (nint o = 0; o < axes.Outer; o++)
            for (nint m = 0; m < axes.Middle; m++)
            {
                ref sbyte row = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride);
                for (nint i = 0; i < axes.Inner; i++) largest = Vector256.Max(largest, Vector256.LoadUnsafe(ref row, (nuint)(i * axes.InnerStride)));
            }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums256(ref sbyte x, in ReducedAxes axes, nint columns, int correction, in Int8Rescaling rescaling, ref sbyte y)
    {
        nint lanes = Vector256<short>.Count, half = Vector256<int>.Count;
        for (nint c = 0; c < columns; c += lanes)
        {
            // The last vector overlaps the one before it, if there is one.
            nint at = nint.Min(c, nint.Max(columns - lanes, 0)), count = nint.Min(lanes, columns);
            Vector256<int> lower = Vector256.Create(-correction), upper = lower;
            Vector256<short> shorts = Vector256<short>.Zero;
            nint pending = 0;
            for (nint o = 0; o < axes.Outer; o++)
                for (nint m = 0; m < axes.Middle; m++)
                {
                    ref sbyte row = ref Unsafe.Add(ref x, o * axes.OuterStride + m * axes.MiddleStride + at);
                    for (nint i = 0; i < axes.Inner;)
                    {
                        if (pending == TermsOfShort)
                        {
                            lower += Vector256.WidenLower(shorts);
                            upper += Vector256.WidenUpper(shorts);
                            shorts = Vector256<short>.Zero;
                            pending = 0;
                        }

                        nint end = nint.Min(axes.Inner, i + TermsOfShort - pending);
                        pending += end - i;
                        for (; i < end; i++) shorts += Int8Lanes.LoadShort256(ref Unsafe.Add(ref row, i * axes.InnerStride), count);
                    }
                }

            lower += Vector256.WidenLower(shorts);
            upper += Vector256.WidenUpper(shorts);
            Int8Lanes.Store(rescaling.Apply(lower), ref Unsafe.Add(ref y, at), count);
            if (count > half) Int8Lanes.Store(rescaling.Apply(upper), ref Unsafe.Add(ref y, at + half), count - half);
        }
    }
}
