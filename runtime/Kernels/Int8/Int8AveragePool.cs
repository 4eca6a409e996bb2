using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The mean of each window, channel by channel: the sum of x - zero, rescaled once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8AveragePool
{
    /// <summary>
    /// Output rows [<paramref name="first"/>, <paramref name="end"/>). A shape that does not count padding has a multiplier and a shift for each count of real
    /// pixels, that of one pixel first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte inputZero, ref sbyte outputZero, ref sbyte y, in Int8PoolShape shape,
        nint first, nint end)
    {
        nint rowStride = shape.InputRow, previous = 1;
        Int8Rescaling rescaling = new(multiplier, shift, ref clamp, outputZero);
        for (nint row = first; row < end; row++)
        {
            nint top = shape.Top(row), rows = shape.Bottom(row) - top;
            ref sbyte input = ref Unsafe.Add(ref x, top * rowStride);
            ref sbyte output = ref Unsafe.Add(ref y, row * shape.OutputRow);
            for (nint column = 0; column < shape.OutputWidth; column++)
            {
                nint left = shape.Left(column);
                ReducedAxes window = new(rows, rowStride, shape.Right(column) - left, shape.InputPixel);
                nint count = rows * window.Inner;
                if (shape.CountPadding == 0 && count != previous)
                {
                    rescaling = new(Unsafe.Add(ref multiplier, count - 1), Unsafe.Add(ref shift, count - 1), ref clamp, outputZero);
                    previous = count;
                }

                Int8Columns.Sums(
                    ref Unsafe.Add(ref input, left * shape.InputPixel), in window, shape.Channels, (int)(count * inputZero), in rescaling,
                    ref Unsafe.Add(ref output, column * shape.OutputPixel));
            }
        }
    }
}
