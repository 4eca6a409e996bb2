using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>Moves maps between memory layouts: into the arena, out of it and within it, and fills the borders around them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Layouts
{
    private const int Block = 4;

    /// <summary>
    /// Copies one map of channels x height x width from any layout to any other: planar or channels-last, with or without border and
    /// pads, dimensions exchanged, the user's spans included. Exactly the real elements are read and written. The memories must not overlap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ref float source, in MapStrides from, ref float destination, in MapStrides to, nint channels, nint height, nint width)
    {
        if (from.Plane == 1 && to.Plane == 1) CopyRuns(ref source, from.Row, from.Pixel, ref destination, to.Row, to.Pixel, height, width, channels);
        else if (from.Pixel == 1 && to.Pixel == 1) CopyRuns(ref source, from.Plane, from.Row, ref destination, to.Plane, to.Row, channels, height, width);
        else if (from.Pixel == 1 && to.Plane == 1)
            for (nint h = 0; h < height; h++)
                Transpose(ref Unsafe.Add(ref source, h * from.Row), from.Plane, ref Unsafe.Add(ref destination, h * to.Row), to.Pixel, channels, width);
        else if (from.Plane == 1 && to.Pixel == 1)
            for (nint h = 0; h < height; h++)
                Transpose(ref Unsafe.Add(ref source, h * from.Row), from.Pixel, ref Unsafe.Add(ref destination, h * to.Row), to.Plane, width, channels);
        else if (from.Row == 1 && to.Pixel == 1)
            for (nint c = 0; c < channels; c++)
                Transpose(ref Unsafe.Add(ref source, c * from.Plane), from.Pixel, ref Unsafe.Add(ref destination, c * to.Plane), to.Row, width, height);
        else if (from.Row == 1 && to.Plane == 1)
            for (nint w = 0; w < width; w++)
                Transpose(ref Unsafe.Add(ref source, w * from.Pixel), from.Plane, ref Unsafe.Add(ref destination, w * to.Pixel), to.Row, channels, height);
        else
            for (nint c = 0; c < channels; c++)
                for (nint h = 0; h < height; h++)
                    for (nint w = 0; w < width; w++)
                        Unsafe.Add(ref destination, (c * to.Plane) + (h * to.Row) + (w * to.Pixel)) =
                            Unsafe.Add(ref source, (c * from.Plane) + (h * from.Row) + (w * from.Pixel));
    }

    /// <summary>The same for signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ref sbyte source, in MapStrides from, ref sbyte destination, in MapStrides to, nint channels, nint height, nint width)
    {
        for (nint h = 0; h < height; h++)
            for (nint w = 0; w < width; w++)
                for (nint c = 0; c < channels; c++)
                    Unsafe.Add(ref destination, (c * to.Plane) + (h * to.Row) + (w * to.Pixel)) =
                        Unsafe.Add(ref source, (c * from.Plane) + (h * from.Row) + (w * from.Pixel));
    }

    /// <summary>destination[r][c] = source[r][c], where the columns of both may be any distance apart; rows of the destination are runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyStrided(ref float source, nint sourceRow, nint sourceColumn, ref float destination, nint destinationRow, nint rows, nint columns)
    {
        for (nint r = 0; r < rows; r++)
            for (nint c = 0; c < columns; c++) Unsafe.Add(ref destination, r * destinationRow + c) = Unsafe.Add(ref source, r * sourceRow + c * sourceColumn);
    }

    /// <summary>Sets so many floats to <paramref name="value"/>.</summary>
    public static void Fill(ref float destination, nint count, float value) => MemoryMarshal.CreateSpan(ref destination, checked((int)count)).Fill(value);

    /// <summary>Fills the border around a map; <paramref name="map"/> is the first real element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillBorder(ref float map, in BorderShape border)
    {
        MapStrides strides = border.Strides;
        if (strides.Plane == 1)
        {
            FillFrame(ref map, strides.Row, strides.Pixel, border.Channels, in border);
            return;
        }

        for (nint c = 0; c < border.Channels; c++) FillFrame(ref Unsafe.Add(ref map, c * strides.Plane), strides.Row, 1, 1, in border);
    }

    /// <summary>
    /// The part of <see cref="FillBorder"/> around rows [<paramref name="first"/>, <paramref name="end"/>): what is above the map belongs to its first row.
    /// </summary>
    public static void FillBorderOfRows(ref float map, in BorderShape border, nint first, nint end) => FillBorder(
        ref Unsafe.Add(ref map, first * border.Strides.Row),
        border with { Height = end - first, Top = first == 0 ? border.Top : 0, Bottom = end == border.Height ? border.Bottom : 0 });

    /// <summary>destination[c][r] = source[r][c] for r in [0, rows), c in [0, columns), in blocks of 4x4 that overlap at the ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(ref float source, nint sourceStride, ref float destination, nint destinationStride, nint rows, nint columns)
    {
        if (rows < Block || columns < Block)
        {
            for (nint r = 0; r < rows; r++)
                for (nint c = 0; c < columns; c++)
                    Unsafe.Add(ref destination, c * destinationStride + r) = Unsafe.Add(ref source, r * sourceStride + c);
            return;
        }

        for (nint r = 0; ; r = nint.Min(r + Block, rows - Block))
        {
            ref float sourceRow = ref Unsafe.Add(ref source, r * sourceStride);
            ref float destinationColumn = ref Unsafe.Add(ref destination, r);
            for (nint c = 0; ; c = nint.Min(c + Block, columns - Block))
            {
                TransposeBlock(ref Unsafe.Add(ref sourceRow, c), sourceStride, ref Unsafe.Add(ref destinationColumn, c * destinationStride), destinationStride);
                if (c == columns - Block) break;
            }

            if (r == rows - Block) break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TransposeBlock(ref float source, nint sourceStride, ref float destination, nint destinationStride)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref source);
        Vector128<float> b = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, sourceStride));
        Vector128<float> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceStride));
        Vector128<float> d = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceStride));
        LaneMoves.Transpose(ref a, ref b, ref c, ref d);
        a.StoreUnsafe(ref destination);
        b.StoreUnsafe(ref Unsafe.Add(ref destination, destinationStride));
        c.StoreUnsafe(ref Unsafe.Add(ref destination, 2 * destinationStride));
        d.StoreUnsafe(ref Unsafe.Add(ref destination, 3 * destinationStride));
    }

    // Runs of neighbouring floats on both sides; the two outer loops fold into one copy where nothing lies between the runs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRuns(
        ref float source, nint sourceOuter, nint sourceInner, ref float destination, nint destinationOuter, nint destinationInner, nint outer, nint inner,
        nint run)
    {
        if (sourceInner == run && destinationInner == run)
        {
            run *= inner;
            inner = 1;
        }

        if (inner == 1 && sourceOuter == run && destinationOuter == run)
        {
            run *= outer;
            outer = 1;
        }

        for (nint o = 0; o < outer; o++)
            for (nint i = 0; i < inner; i++)
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, o * sourceOuter + i * sourceInner), (int)run)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, o * destinationOuter + i * destinationInner), (int)run));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillFrame(ref float map, nint row, nint pixel, nint run, in BorderShape border)
    {
        (nint height, nint width, nint left, nint right, float value) = (border.Height, border.Width, border.Left, border.Right, border.Value);
        for (nint h = -border.Top; h < 0; h++) FillRow(ref Unsafe.Add(ref map, h * row - left * pixel), pixel, run, left + width + right, value);
        for (nint h = 0; h < height; h++)
        {
            FillRow(ref Unsafe.Add(ref map, h * row - left * pixel), pixel, run, left, value);
            FillRow(ref Unsafe.Add(ref map, h * row + width * pixel), pixel, run, right, value);
        }

        for (nint h = height; h < height + border.Bottom; h++)
            FillRow(ref Unsafe.Add(ref map, h * row - left * pixel), pixel, run, left + width + right, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillRow(ref float first, nint pixel, nint run, nint pixels, float value)
    {
        if (run == pixel)
        {
            run *= pixels;
            pixels = nint.Min(pixels, 1);
        }

        // Side borders are one or two pixels, too few to be worth a call of Span.Fill.
        Vector<float> values = new(value);
        nint lanes = Vector<float>.Count;
        for (nint p = 0; p < pixels; p++)
        {
            ref float at = ref Unsafe.Add(ref first, p * pixel);
            nint i = 0;
            for (; i <= run - lanes; i += lanes) values.StoreUnsafe(ref at, (nuint)i);
            for (; i < run; i++) Unsafe.Add(ref at, i) = value;
        }
    }
}
