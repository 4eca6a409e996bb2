using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The largest byte of each window, channel by channel; padding is left out.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8MaxPool
{
    /// <summary>Output rows [<paramref name="first"/>, <paramref name="end"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref sbyte x, ref sbyte y, in Int8PoolShape shape, nint first, nint end)
    {
        nint rowStride = shape.InputRow;
        for (nint row = first; row < end; row++)
        {
            nint top = shape.Top(row), rows = shape.Bottom(row) - top;
            ref sbyte input = ref Unsafe.Add(ref x, top * rowStride);
            ref sbyte output = ref Unsafe.Add(ref y, row * shape.OutputRow);
            for (nint column = 0; column < shape.OutputWidth; column++)
            {
                nint left = shape.Left(column);
                ReducedAxes window = new(rows, rowStride, shape.Right(column) - left, shape.InputPixel);
                Int8Columns.Maxima(
                    ref Unsafe.Add(ref input, left * shape.InputPixel), in window, shape.Channels, ref Unsafe.Add(ref output, column * shape.OutputPixel));
            }
        }
    }
}
