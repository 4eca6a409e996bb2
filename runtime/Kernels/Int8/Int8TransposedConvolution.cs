using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// Transposed convolutions of s8 maps: every output gathers the inputs that reach it, so that it has one accumulator. Output pixels of one phase of the strides
/// are a convolution of stride 1 with some of the taps.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8TransposedConvolution
{
    /// <summary>The weights of each phase, one after the other, each as <see cref="Int8Packing.Weights"/> packs them.</summary>
    /// <param name="weight">The model's weights.</param>
    /// <param name="packed">At most Groups * Align(Channels / Groups, 16) * TapRows * TapColumns * Align(InputsPerGroup, 4) bytes.</param>
    /// <param name="weights">Counts and strides of the model's weights.</param>
    /// <param name="shape">Counts and strides of the layer.</param>
    public static void PackWeights(ref sbyte weight, ref float packed, in Int8WeightShape weights, in Int8TransposedShape shape)
    {
        for (nint row = 0; row < shape.StrideRows; row++)
            for (nint column = 0; column < shape.StrideColumns; column++)
            {
                Int8Taps taps = Taps(in shape, row, column);
                ref sbyte panels = ref Unsafe.Add(ref Unsafe.As<float, sbyte>(ref packed), WeightOffset(in shape, row, column));
                if (taps.Rows * taps.Columns > 0) Int8Packing.Panels(ref weight, ref panels, in weights, in taps, hasWords: false);
            }
    }

    /// <summary>
    /// Biases, multipliers and shifts, as <see cref="Int8Packing.Requantization"/>, for each phase: the biases hold the zero point times all weights of a
    /// channel, and a phase reads some of them.
    /// </summary>
    /// <param name="weight">The model's weights.</param>
    /// <param name="bias">
    /// Biases [channels]: the real bias over input scale and weight scale, minus the input's zero point times all of the channel's weights.
    /// </param>
    /// <param name="multiplier">M of each channel.</param>
    /// <param name="shift">S of each channel.</param>
    /// <param name="clamp">Least and greatest result.</param>
    /// <param name="inputZero">Zero point of the input.</param>
    /// <param name="outputZero">Zero point of the output.</param>
    /// <param name="packed">64 + StrideRows * StrideColumns * Groups * Align(Channels / Groups, 16) * 16 bytes.</param>
    /// <param name="weights">Counts and strides of the model's weights.</param>
    /// <param name="shape">Counts and strides of the layer.</param>
    public static void PackRequantization(
        ref sbyte weight, ref int bias, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte inputZero, ref sbyte outputZero, ref float packed,
        in Int8WeightShape weights, in Int8TransposedShape shape)
    {
        ref Int8Header header = ref Int8Header.Of(ref packed);
        Int8Packing.Start(ref header, in clamp, inputZero, outputZero);
        ref float blocks = ref Unsafe.Add(ref packed, Int8Header.Floats);
        for (nint row = 0; row < shape.StrideRows; row++)
            for (nint column = 0; column < shape.StrideColumns; column++)
            {
                Int8Taps taps = Taps(in shape, row, column);
                Int8Packing.Blocks(ref weight, ref bias, ref multiplier, ref shift, ref header, ref blocks, Int8Dot.InputOffset, in weights, in taps);
                blocks = ref Unsafe.Add(ref blocks, shape.Groups * weights.Panels * Int8Header.BlockFloats);
            }
    }

    /// <summary>Output rows <paramref name="first"/> to <paramref name="end"/>, exclusive. Rows do not depend on each other.</summary>
    /// <param name="x">The input, [height][width][channels].</param>
    /// <param name="weights">From <see cref="PackWeights"/>.</param>
    /// <param name="requantization">From <see cref="PackRequantization"/>.</param>
    /// <param name="y">The output, [height][width][channels].</param>
    /// <param name="workspace">
    /// Input rows and a line: ceil(TapRows / (StrideRows / r)) * Align(columns * Groups * Align(InputsPerGroup, a), 64) + 64 bytes for columns = (OutputWidth -
    /// 1 + (TapColumns - 1) * DilationColumns) / StrideColumns + 1, rounded down; r is the greatest common divisor of StrideRows and DilationRows, and a is 4
    /// where TapColumns is above 1 and DilationColumns does not divide StrideColumns, else 2.
    /// </param>
    /// <param name="shape">Counts and strides.</param>
    /// <param name="first">First output row.</param>
    /// <param name="end">One past the last output row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run(
        ref sbyte x, ref float weights, ref float requantization, ref sbyte y, ref float workspace, in Int8TransposedShape shape, nint first, nint end)
    {
        ref Int8Header header = ref Int8Header.Of(ref requantization);
        ref byte memory = ref Unsafe.As<float, byte>(ref workspace);
        Int8TransposedAxis rows = shape.Rows, columns = shape.Columns;
        Int8Ring ring = Ring(in shape);
        nint channels = shape.Channels / shape.Groups, panels = Int8Rows.Panels(channels);
        Int8Slots slots = new(rows.MostTaps, rows.InputStep);
        nint mostRuns = rows.MostTaps * (shape.IsDilated ? columns.MostTaps : 1);
        Span<nint> offsets = mostRuns <= Int8RowShape.StackedRuns ? stackalloc nint[(int)mostRuns] : new nint[mostRuns];
        for (nint slot = 0; slot < rows.MostTaps; slot++) ring.Clear(ref Unsafe.Add(ref memory, slot * ring.RowBytes), (sbyte)header.InputZero);
        for (nint row = first; row < end; row++)
        {
            nint rowPhase = rows.Phase(row), tapRows = rows.Taps(rowPhase);
            nint load = tapRows > 0 ? slots.MoveTo(rows.FirstInput(row), tapRows) : 0;
            for (nint tap = load; tap < tapRows; tap++)
            {
                nint source = slots.Row(tap);
                ref byte slot = ref Unsafe.Add(ref memory, slots[tap] * ring.RowBytes);
                if ((nuint)source >= (nuint)shape.InputHeight) ring.Clear(ref slot, (sbyte)header.InputZero);
                else ring.Load(ref Unsafe.Add(ref x, source * shape.InputWidth * shape.InputPixel), ref slot);
            }

            for (nint column = 0; column < nint.Min(shape.StrideColumns, shape.OutputWidth); column++)
            {
                nint phase = columns.Phase(column), tapColumns = tapRows > 0 ? columns.Taps(phase) : 0;
                nint inputs = Int8Ring.PixelBytes(shape.InputsPerGroup, shape.IsDilated), segments = shape.IsDilated ? tapColumns : 1;
                Int8RowShape tiles = new()
                {
                    Tiles = new Int8TileSplits((shape.OutputWidth - column + shape.StrideColumns - 1) / shape.StrideColumns),
                    Groups = shape.Groups,
                    Channels = channels,
                    PlaneBytes = ring.PlaneBytes,
                    Offsets = ref MemoryMarshal.GetReference(offsets),
                    Runs = tapRows * segments,
                    Quads = Int8Packing.RowQuads(shape.InputsPerGroup, shape.IsDilated ? 1 : tapColumns, shape.IsDilated),
                    PixelStride = inputs,
                    OutputStride = shape.StrideColumns * shape.OutputPixel
                };
                tiles.SetOffsets(in slots, ring.RowBytes, segments, columns.InputStep * inputs);
                ref byte plane = ref Unsafe.Add(ref memory, tapColumns > 0 ? (columns.FirstInput(column) - ring.FirstColumn) * inputs : 0);
                ref sbyte panel = ref Unsafe.Add(ref Unsafe.As<float, sbyte>(ref weights), WeightOffset(in shape, rowPhase, phase));
                ref float block = ref Unsafe.Add(
                    ref requantization, Int8Header.Floats + (rowPhase * shape.StrideColumns + phase) * shape.Groups * panels * Int8Header.BlockFloats);
                ref sbyte target = ref Unsafe.Add(ref y, (row * shape.OutputWidth + column) * shape.OutputPixel);
                Int8Rows.Run(ref plane, ref panel, ref block, ref header, ref target, in tiles);
            }
        }
    }

    /// <summary>The input columns that the output columns of all phases read.</summary>
    private static Int8Ring Ring(in Int8TransposedShape shape)
    {
        Int8TransposedAxis columns = shape.Columns;
        nint from = nint.MaxValue, to = nint.MinValue;
        for (nint column = 0; column < shape.OutputWidth; column++)
        {
            nint taps = columns.Taps(columns.Phase(column));
            if (taps == 0) continue;
            nint input = columns.FirstInput(column);
            from = nint.Min(from, input);
            to = nint.Max(to, input + (taps - 1) * columns.InputStep + 1);
        }

        return new Int8Ring
        {
            Groups = shape.Groups,
            Inputs = shape.InputsPerGroup,
            Pixel = Int8Ring.PixelBytes(shape.InputsPerGroup, shape.IsDilated),
            Columns = to > from ? to - from : 0,
            FirstColumn = to > from ? from : 0,
            SourcePixel = shape.InputPixel,
            SourceWidth = shape.InputWidth
        };
    }

    /// <summary>The taps of a phase in the order of the inputs that they read, which is the other way round.</summary>
    private static Int8Taps Taps(in Int8TransposedShape shape, nint rowPhase, nint columnPhase)
    {
        Int8TransposedAxis rows = shape.Rows, columns = shape.Columns;
        nint tapRows = rows.Taps(rowPhase), tapColumns = columns.Taps(columnPhase);
        bool isEmpty = tapRows == 0 || tapColumns == 0;
        return new Int8Taps
        {
            Rows = isEmpty ? 0 : tapRows,
            Columns = isEmpty ? 0 : tapColumns,
            FirstRow = rows.LastTap(rowPhase),
            FirstColumn = columns.LastTap(columnPhase),
            RowStep = -rows.TapStep,
            ColumnStep = -columns.TapStep,
            IsDilated = shape.IsDilated
        };
    }

    /// <summary>Bytes from the first phase's weights to those of another.</summary>
    private static nint WeightOffset(in Int8TransposedShape shape, nint rowPhase, nint columnPhase)
    {
        Int8TransposedAxis rows = shape.Rows, columns = shape.Columns;
        nint tapRows = 0, before = 0, all = 0;
        for (nint phase = 0; phase < rowPhase; phase++) tapRows += rows.Taps(phase);
        for (nint phase = 0; phase < shape.StrideColumns; phase++)
        {
            nint quads = Int8Packing.RowQuads(shape.InputsPerGroup, columns.Taps(phase), shape.IsDilated);
            if (phase < columnPhase) before += quads;
            all += quads;
        }

        nint panels = Int8Rows.Panels(shape.Channels / shape.Groups);
        return (tapRows * all + rows.Taps(rowPhase) * before) * shape.Groups * panels * Int8Rows.QuadBytes;
    }
}
