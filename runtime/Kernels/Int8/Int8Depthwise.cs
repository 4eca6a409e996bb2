using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Depthwise convolutions of s8 maps: each input channel has filters of its own, one or several. Input rows are converted to floats once, because vectors
/// multiply floats faster than integers that need 32 bits; the sums are exact.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Depthwise
{
    /// <summary>Output rows <paramref name="first"/> to <paramref name="end"/>, exclusive. Rows do not depend on each other.</summary>
    /// <param name="x">The input, [height][width][channels].</param>
    /// <param name="weights">From <see cref="Int8Packing.DepthwiseWeights"/>.</param>
    /// <param name="requantization">From <see cref="Int8Packing.DepthwiseRequantization"/>.</param>
    /// <param name="y">The output, [height][width][channels].</param>
    /// <param name="workspace">
    /// TapRows input rows and a line: TapRows * columns * pixel * 4 + 64 bytes for pixel = 8 where Groups is at most 8, else Align(Groups, 16), and columns =
    /// (OutputWidth - 1) * StrideColumns + (TapColumns - 1) * DilationColumns + 1.
    /// </param>
    /// <param name="shape">Counts and strides; Groups is the number of input channels, and InputsPerGroup is 1.</param>
    /// <param name="first">First output row.</param>
    /// <param name="end">One past the last output row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref float weights, ref float requantization, ref sbyte y, ref float workspace, in Int8ConvolutionShape shape, nint first, nint end)
    {
        ref Int8Header header = ref Int8Header.Of(ref requantization);
        Int8Slots slots = new(shape.TapRows, shape.DilationRows);
        Int8FloatRing ring = Ring(in shape, shape.OutputWidth);
        Int8DepthwiseRow tiles = Tiles(in shape, in ring, shape.OutputWidth);
        for (nint slot = 0; slot < shape.TapRows; slot++) ring.Pad(ref Unsafe.Add(ref workspace, slot * ring.RowFloats), (sbyte)header.InputZero);
        for (nint row = first; row < end; row++)
        {
            if (row == shape.OutputHeight - 1 && shape.LastWidth != shape.OutputWidth)
            {
                ring = Ring(in shape, shape.LastWidth);
                tiles = Tiles(in shape, in ring, shape.LastWidth);
            }

            nint load = slots.MoveTo(row * shape.StrideRows - shape.PaddingTop, shape.TapRows);
            for (nint tap = load; tap < shape.TapRows; tap++)
            {
                nint source = slots.Row(tap);
                ref float target = ref Unsafe.Add(ref workspace, slots[tap] * ring.RowFloats);
                if ((nuint)source >= (nuint)shape.InputHeight) ring.Clear(ref target, (sbyte)header.InputZero);
                else ring.Load(ref Unsafe.Add(ref x, source * shape.InputWidth * shape.InputPixel), ref target);
            }

            tiles.FirstSlot = slots.First;
            Int8DepthwiseRows.Run(
                ref workspace, ref weights, ref Unsafe.Add(ref requantization, Int8Header.Floats), ref header,
                ref Unsafe.Add(ref y, row * shape.OutputWidth * shape.OutputPixel), in tiles);
        }
    }

    private static Int8FloatRing Ring(in Int8ConvolutionShape shape, nint width) => new()
    {
        Channels = shape.Groups,
        Columns = shape.Columns(shape.OutputWidth),
        PaddingLeft = shape.PaddingLeft,
        SourcePixel = shape.InputPixel,
        SourceWidth = shape.InputColumns(width)
    };

    private static Int8DepthwiseRow Tiles(in Int8ConvolutionShape shape, in Int8FloatRing ring, nint width) => new()
    {
        Tiles = new Int8TileSplits(width),
        Channels = shape.Channels,
        PaddedChannels = Int8Rows.Padded(shape.Channels),
        Multiplier = shape.Channels / shape.Groups,
        TapRows = shape.TapRows,
        TapColumns = shape.TapColumns,
        Slots = shape.TapRows,
        SlotFloats = ring.RowFloats,
        TapStride = shape.DilationColumns * ring.Pixel,
        PixelStride = shape.StrideColumns * ring.Pixel,
        OutputStride = shape.OutputPixel
    };
}
