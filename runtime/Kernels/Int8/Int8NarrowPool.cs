using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Pooling of pixels with so few channels that a vector holds several. A part of a row is reduced over the rows of its windows, then over their columns: every
/// byte with the bytes of its channel in the next pixels, as if the windows began at every pixel. Those that exist are picked at the end.
/// </summary>
internal static class Int8NarrowPool
{
    private const int MostChannels = 16, Capacity = 2048, Slack = 64;

    /// <summary>Whether pixels are narrow, without much between them, and a part of the row has room for enough windows.</summary>
    public static bool Serves(in Int8PoolShape shape) =>
        shape.Channels < MostChannels && shape.InputPixel <= 2 * shape.Channels && (shape.WindowWidth + 8 * shape.StrideWidth) * shape.InputPixel <= Capacity;

    /// <summary>The largest bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Maxima(ref sbyte x, ref sbyte y, in Int8PoolShape shape, nint first, nint end)
    {
        Span<sbyte> memory = stackalloc sbyte[Capacity + Slack];
        ref sbyte row = ref memory[0];
        nint pixel = shape.InputPixel, windows = (Capacity / pixel - shape.WindowWidth) / shape.StrideWidth + 1;
        for (nint output = first; output < end; output++)
            for (nint column = 0; column < shape.OutputWidth; column += windows)
            {
                nint taken = nint.Min(windows, shape.OutputWidth - column);
                Part part = Part.Of(in shape, column, taken);
                nint before = part.Before * pixel, length = part.Pixels * pixel;
                memory[..(int)before].Fill(sbyte.MinValue);
                memory[(int)(before + part.Bytes)..(int)(length + Slack)].Fill(sbyte.MinValue);
                nint top = shape.Top(output), rows = shape.Bottom(output) - top;
                MaximaOfRows(
                    ref Unsafe.Add(ref x, top * shape.InputRow + part.First * pixel), shape.InputRow, rows, ref Unsafe.Add(ref row, before), part.Bytes);

                // What is read behind a vector is not yet replaced.
                nint lanes = Vector<sbyte>.Count;
                for (nint i = 0; i < length; i += lanes)
                {
                    Vector<sbyte> largest = Vector.LoadUnsafe(ref row, (nuint)i);
                    for (nint w = 1; w < shape.WindowWidth && i + w * pixel < length; w++)
                        largest = Vector.Max(largest, Vector.LoadUnsafe(ref row, (nuint)(i + w * pixel)));
                    largest.StoreUnsafe(ref row, (nuint)i);
                }

                nint step = shape.StrideWidth * pixel;
                ref sbyte result = ref Unsafe.Add(ref y, output * shape.OutputRow + column * shape.OutputPixel);
                if (step == shape.Channels && step == shape.OutputPixel)
                    memory[..(int)(taken * step)].CopyTo(MemoryMarshal.CreateSpan(ref result, (int)(taken * step)));
                else if (shape.Channels == 1)
                    for (nint w = 0; w < taken; w++) Unsafe.Add(ref result, w * shape.OutputPixel) = Unsafe.Add(ref row, w * step);
                else
                    for (nint w = 0; w < taken; w++)
                        Int8Lanes.StoreFirst(
                            Vector128.LoadUnsafe(ref row, (nuint)(w * step)), ref Unsafe.Add(ref result, w * shape.OutputPixel),
                            shape.Channels);
            }
    }

    /// <summary>The rescaled sums of x - zero; windows of up to 256 pixels, whose sums of bytes fit in 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Means(
        ref sbyte x, ref int multiplier, ref byte shift, ref sbyte clamp, sbyte inputZero, sbyte outputZero, ref sbyte y, in Int8PoolShape shape, nint first,
        nint end)
    {
        Span<short> memory = stackalloc short[Capacity + Slack];
        Span<sbyte> results = stackalloc sbyte[Capacity + Slack];
        ref short row = ref memory[0];
        nint pixel = shape.InputPixel, channels = shape.Channels, windows = (Capacity / pixel - shape.WindowWidth) / shape.StrideWidth + 1;
        for (nint output = first; output < end; output++)
            for (nint column = 0; column < shape.OutputWidth; column += windows)
            {
                nint taken = nint.Min(windows, shape.OutputWidth - column);
                Part part = Part.Of(in shape, column, taken);
                nint length = part.Pixels * pixel;
                memory[..(int)(length + Slack)].Clear();
                nint top = shape.Top(output), rows = shape.Bottom(output) - top;
                SumsOfRows(
                    ref Unsafe.Add(ref x, top * shape.InputRow + part.First * pixel), shape.InputRow, rows, ref Unsafe.Add(ref row, part.Before * pixel),
                    part.Bytes);
                nint lanes = Vector<short>.Count;
                for (nint i = 0; i < length; i += lanes)
                {
                    Vector<short> sum = Vector.LoadUnsafe(ref row, (nuint)i);
                    for (nint w = 1; w < shape.WindowWidth && i + w * pixel < length; w++) sum += Vector.LoadUnsafe(ref row, (nuint)(i + w * pixel));
                    sum.StoreUnsafe(ref row, (nuint)i);
                }

                // The sums of the windows, one behind the other: what is moved lies at or behind its new place.
                nint step = shape.StrideWidth * pixel;
                for (nint w = 0; w < taken && step != channels; w++)
                    for (nint c = 0; c < channels; c++) Unsafe.Add(ref row, w * channels + c) = Unsafe.Add(ref row, w * step + c);

                // Neighbours with as many real pixels are rescaled together.
                for (nint w = 0; w < taken;)
                {
                    nint count = Count(in shape, rows, column + w), next = w + 1;
                    while (next < taken && Count(in shape, rows, column + next) == count) next++;
                    nint index = shape.CountPadding == 0 ? count - 1 : 0;
                    Int8Rescaling rescaling = new(Unsafe.Add(ref multiplier, index), Unsafe.Add(ref shift, index), ref clamp, outputZero);
                    Int8Columns.Rescale(
                        ref Unsafe.Add(ref row, w * channels), (int)(count * inputZero), in rescaling, ref results[(int)(w * channels)], (next - w) * channels);
                    w = next;
                }

                ref sbyte result = ref Unsafe.Add(ref y, output * shape.OutputRow + column * shape.OutputPixel);
                if (shape.OutputPixel == channels)
                {
                    results[..(int)(taken * channels)].CopyTo(MemoryMarshal.CreateSpan(ref result, (int)(taken * channels)));
                    continue;
                }

                for (nint w = 0; w < taken; w++)
                    Int8Lanes.StoreFirst(
                        Vector128.LoadUnsafe(ref results[(int)(w * channels)]), ref Unsafe.Add(ref result, w * shape.OutputPixel),
                        channels);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Count(in Int8PoolShape shape, nint rows, nint column) => rows * (shape.Right(column) - shape.Left(column));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximaOfRows(ref sbyte x, nint stride, nint rows, ref sbyte y, nint count)
    {
        nint lanes = Vector<sbyte>.Count, i = 0;
        for (; i <= count - lanes; i += lanes)
        {
            Vector<sbyte> largest = Vector.LoadUnsafe(ref x, (nuint)i);
            for (nint r = 1; r < rows; r++) largest = Vector.Max(largest, Vector.LoadUnsafe(ref x, (nuint)(r * stride + i)));
            largest.StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < count; i++)
        {
            sbyte largest = Unsafe.Add(ref x, i);
            for (nint r = 1; r < rows; r++) largest = sbyte.Max(largest, Unsafe.Add(ref x, r * stride + i));
            Unsafe.Add(ref y, i) = largest;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumsOfRows(ref sbyte x, nint stride, nint rows, ref short y, nint count)
    {
        nint lanes = Vector<sbyte>.Count, i = 0;
        for (; i <= count - lanes; i += lanes)
        {
            Vector.Widen(Vector.LoadUnsafe(ref x, (nuint)i), out Vector<short> lower, out Vector<short> upper);
            for (nint r = 1; r < rows; r++)
            {
                Vector.Widen(Vector.LoadUnsafe(ref x, (nuint)(r * stride + i)), out Vector<short> nextLower, out Vector<short> nextUpper);
                lower += nextLower;
                upper += nextUpper;
            }

            lower.StoreUnsafe(ref y, (nuint)i);
            upper.StoreUnsafe(ref y, (nuint)(i + lanes / 2));
        }

        for (; i < count; i++)
        {
            short sum = 0;
            for (nint r = 0; r < rows; r++) sum += Unsafe.Add(ref x, r * stride + i);
            Unsafe.Add(ref y, i) = sum;
        }
    }

    /// <summary>
    /// What some windows of a row cover: so many pixels, of which the first <paramref name="Before"/> are padding; then follow so many bytes of the map from
    /// pixel <paramref name="First"/> on.
    /// </summary>
    private readonly record struct Part(nint Pixels, nint Before, nint First, nint Bytes)
    {
        public static Part Of(in Int8PoolShape shape, nint column, nint windows)
        {
            nint start = column * shape.StrideWidth - shape.PaddingLeft, pixels = (windows - 1) * shape.StrideWidth + shape.WindowWidth;
            nint first = nint.Clamp(start, 0, shape.InputWidth), real = nint.Max(nint.Min(start + pixels, shape.InputWidth) - first, 0);

            // Behind the last pixel's channels the memory may end.
            nint bytes = real == 0 ? 0 : (real - 1) * shape.InputPixel + shape.Channels;
            return new(pixels, nint.Min(first - start, pixels), first, bytes);
        }
    }
}
