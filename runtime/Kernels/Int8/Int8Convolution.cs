using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>Convolutions of s8 maps, and dense layers as convolutions with one output pixel: sums of 32 bits, requantized once.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Convolution
{
    /// <summary>Output rows <paramref name="first"/> to <paramref name="end"/>, exclusive. Rows do not depend on each other.</summary>
    /// <param name="x">The input, [height][width][channels].</param>
    /// <param name="weights">From <see cref="Int8Packing.Weights"/>.</param>
    /// <param name="requantization">From <see cref="Int8Packing.Requantization"/>.</param>
    /// <param name="y">The output, [height][width][channels].</param>
    /// <param name="workspace">
    /// TapRows input rows and a line: TapRows * Align(columns * Groups * Align(InputsPerGroup, a), 64) + 64 bytes for columns = (OutputWidth - 1) *
    /// StrideColumns + (TapColumns - 1) * DilationColumns + 1; a is 4 where DilationColumns and TapColumns are both above 1, else 2.
    /// </param>
    /// <param name="shape">Counts and strides.</param>
    /// <param name="first">First output row.</param>
    /// <param name="end">One past the last output row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run(
        ref sbyte x, ref float weights, ref float requantization, ref sbyte y, ref float workspace, in Int8ConvolutionShape shape, nint first, nint end)
    {
        ref Int8Header header = ref Int8Header.Of(ref requantization);
        ref byte memory = ref Unsafe.As<float, byte>(ref workspace);
        Int8Slots slots = new(shape.TapRows, shape.DilationRows);
        Int8Ring ring = Ring(in shape, shape.OutputWidth);
        nint segments = shape.IsDilated ? shape.TapColumns : 1, runs = shape.TapRows * segments;
        Span<nint> offsets = runs <= Int8RowShape.StackedRuns ? stackalloc nint[(int)runs] : new nint[runs];
        Int8RowShape tiles = Tiles(in shape, in ring, shape.OutputWidth, offsets);
        for (nint slot = 0; slot < shape.TapRows; slot++) ring.Clear(ref Unsafe.Add(ref memory, slot * ring.RowBytes), (sbyte)header.InputZero);
        for (nint row = first; row < end; row++)
        {
            if (row == shape.OutputHeight - 1 && shape.LastWidth != shape.OutputWidth)
            {
                ring = Ring(in shape, shape.LastWidth);
                tiles = Tiles(in shape, in ring, shape.LastWidth, offsets);
            }

            nint load = slots.MoveTo(row * shape.StrideRows - shape.PaddingTop, shape.TapRows);
            tiles.SetOffsets(in slots, ring.RowBytes, segments, shape.DilationColumns * ring.Pixel);
            for (nint tap = load; tap < shape.TapRows; tap++)
            {
                nint source = slots.Row(tap);
                ref byte slot = ref Unsafe.Add(ref memory, slots[tap] * ring.RowBytes);
                if ((nuint)source >= (nuint)shape.InputHeight) ring.Clear(ref slot, (sbyte)header.InputZero);
                else ring.Load(ref Unsafe.Add(ref x, source * shape.InputWidth * shape.InputPixel), ref slot);
            }

            Int8Rows.Run(
                ref memory, ref Unsafe.As<float, sbyte>(ref weights), ref Unsafe.Add(ref requantization, Int8Header.Floats), ref header,
                ref Unsafe.Add(ref y, row * shape.OutputWidth * shape.OutputPixel), in tiles);
        }
    }

    private static Int8Ring Ring(in Int8ConvolutionShape shape, nint width) => new()
    {
        Groups = shape.Groups,
        Inputs = shape.InputsPerGroup,
        Pixel = Int8Ring.PixelBytes(shape.InputsPerGroup, shape.IsDilated),
        Columns = shape.Columns(shape.OutputWidth),
        FirstColumn = -shape.PaddingLeft,
        SourcePixel = shape.InputPixel,
        SourceWidth = shape.InputColumns(width),
        HasWords = Int8Dot.UsesWords(shape.InputsPerGroup, shape.IsDilated)
    };

    private static Int8RowShape Tiles(in Int8ConvolutionShape shape, in Int8Ring ring, nint width, Span<nint> offsets) => new()
    {
        Tiles = new Int8TileSplits(width),
        Groups = shape.Groups,
        Channels = shape.Channels / shape.Groups,
        PlaneBytes = ring.PlaneBytes,
        Offsets = ref MemoryMarshal.GetReference(offsets),
        Runs = offsets.Length,
        Quads = Int8Packing.RowQuads(shape.InputsPerGroup, shape.TapColumns, shape.IsDilated) / (shape.IsDilated ? shape.TapColumns : 1),
        PixelStride = shape.StrideColumns * ring.Pixel,
        OutputStride = shape.OutputPixel,
        HasWords = ring.HasWords
    };
}
