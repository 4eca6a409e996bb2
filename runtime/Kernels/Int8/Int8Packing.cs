using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// What kernels of quantized layers read instead of a model's tensors. It depends on the machine's instructions, so that it is made where it is used.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Packing
{
    /// <summary>
    /// Weights of a convolution or dense layer: for each group and each panel of 16 of its output channels [rows of taps][depth / 4][16][4], where depth counts
    /// the inputs of a row of taps. Channels that do not exist have weights of zero.
    /// </summary>
    /// <param name="weight">The model's weights.</param>
    /// <param name="packed">
    /// Groups * Align(Channels / Groups, 16) * TapRows * depth bytes for depth = TapColumns * Align(InputsPerGroup, 4) where taps are dilated, else
    /// Align(TapColumns * Align(InputsPerGroup, 2), 4).
    /// </param>
    /// <param name="shape">Counts and strides of the model's weights.</param>
    public static void Weights(ref sbyte weight, ref float packed, in Int8WeightShape shape)
    {
        ref sbyte panels = ref Unsafe.As<float, sbyte>(ref packed);
        Int8Taps all = Int8Taps.All(in shape);
        Panels(ref weight, ref panels, in shape, in all, HasWords(in shape));
    }

    /// <summary>
    /// Biases, multipliers and shifts of a convolution or dense layer, and what the channels have in common.
    /// </summary>
    /// <param name="weight">The model's weights.</param>
    /// <param name="bias">Biases [channels]: the real bias over input scale and weight scale, minus the input's zero point times the channel's weights.</param>
    /// <param name="multiplier">M of each channel, in [2^30, 2^31).</param>
    /// <param name="shift">S of each channel, from 26 to 63; 64 makes every result the output's zero point.</param>
    /// <param name="clamp">Least and greatest result.</param>
    /// <param name="inputZero">Zero point of the input.</param>
    /// <param name="outputZero">Zero point of the output.</param>
    /// <param name="packed">64 + Groups * Align(Channels / Groups, 16) * 16 bytes.</param>
    /// <param name="shape">Counts and strides of the model's weights.</param>
    public static void Requantization(
        ref sbyte weight, ref int bias, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte inputZero, ref sbyte outputZero, ref float packed,
        in Int8WeightShape shape)
    {
        ref Int8Header header = ref Int8Header.Of(ref packed);
        Start(ref header, in clamp, inputZero, outputZero);
        Int8Taps all = Int8Taps.All(in shape);
        int offset = HasWords(in shape) ? 0 : Int8Dot.InputOffset;
        Blocks(ref weight, ref bias, ref multiplier, ref shift, ref header, ref Unsafe.Add(ref packed, Int8Header.Floats), offset, in shape, in all);
    }

    /// <summary>Weights of a depthwise convolution, whose groups have one input: [taps][Align(Channels, 16)] floats, zero behind the channels.</summary>
    /// <param name="weight">The model's weights.</param>
    /// <param name="packed">TapRows * TapColumns * Align(Channels, 16) floats.</param>
    /// <param name="shape">Counts and strides of the model's weights.</param>
    public static void DepthwiseWeights(ref sbyte weight, ref float packed, in Int8WeightShape shape)
    {
        nint padded = Int8Rows.Padded(shape.Channels);
        for (nint tap = 0; tap < shape.TapRows * shape.TapColumns; tap++)
            for (nint channel = 0; channel < padded; channel++)
                Unsafe.Add(ref packed, tap * padded + channel) =
                    channel < shape.Channels ? Unsafe.Add(ref weight, shape.Offset(channel) + tap * shape.TapStride) : 0f;
    }

    /// <summary>
    /// Biases, multipliers and shifts of a depthwise convolution: as <see cref="Requantization"/>, but channels lie side by side whatever their groups.
    /// </summary>
    /// <param name="weight">The model's weights.</param>
    /// <param name="bias">Biases [channels].</param>
    /// <param name="multiplier">M of each channel.</param>
    /// <param name="shift">S of each channel.</param>
    /// <param name="clamp">Least and greatest result.</param>
    /// <param name="inputZero">Zero point of the input.</param>
    /// <param name="outputZero">Zero point of the output.</param>
    /// <param name="packed">64 + Align(Channels, 16) * 16 bytes.</param>
    /// <param name="shape">Counts and strides of the model's weights.</param>
    public static void DepthwiseRequantization(
        ref sbyte weight, ref int bias, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte inputZero, ref sbyte outputZero, ref float packed,
        in Int8WeightShape shape)
    {
        ref Int8Header header = ref Int8Header.Of(ref packed);
        Start(ref header, in clamp, inputZero, outputZero);
        ref float blocks = ref Unsafe.Add(ref packed, Int8Header.Floats);
        Int8Taps all = Int8Taps.All(in shape);
        nint padded = Int8Rows.Padded(shape.Channels);
        for (nint channel = 0; channel < padded; channel++)
            Channel(
                ref weight, ref bias, ref multiplier, ref shift, ref header, ref blocks, channel, channel < shape.Channels ? channel : -1, 0, in shape, in all);
    }

    private static bool HasWords(in Int8WeightShape shape) => Int8Dot.UsesWords(shape.InputsPerGroup, shape.IsDilated != 0);

    /// <summary>Quads of inputs that a row of taps has.</summary>
    internal static nint RowQuads(nint inputs, nint tapColumns, bool isDilated) =>
        (tapColumns * Int8Ring.PixelBytes(inputs, isDilated) + Int8Rows.QuadInputs - 1) / Int8Rows.QuadInputs;

    /// <summary>
    /// Packs the weights of some of the taps, as if there were no others; each as 16 bits where <paramref name="hasWords"/> is set, in the place of a pair.
    /// </summary>
    internal static void Panels(ref sbyte weight, ref sbyte panels, in Int8WeightShape shape, in Int8Taps taps, bool hasWords)
    {
        bool isDilated = taps.IsDilated;
        nint pixel = Int8Ring.PixelBytes(shape.InputsPerGroup, isDilated), quads = RowQuads(shape.InputsPerGroup, taps.Columns, isDilated);
        nint panelBytes = taps.Rows * quads * Int8Rows.QuadBytes;
        MemoryMarshal.CreateSpan(ref panels, checked((int)(shape.Groups * shape.Panels * panelBytes))).Clear();
        nint perGroup = shape.ChannelsPerGroup;
        for (nint channel = 0; channel < shape.Channels; channel++)
        {
            nint within = channel % perGroup;
            ref sbyte panel = ref Unsafe.Add(ref panels, (channel / perGroup * shape.Panels + within / Int8Rows.PanelChannels) * panelBytes);
            ref sbyte lane = ref Unsafe.Add(ref panel, within % Int8Rows.PanelChannels * Int8Rows.QuadInputs);
            for (nint row = 0; row < taps.Rows; row++)
                for (nint column = 0; column < taps.Columns; column++)
                {
                    ref sbyte source = ref Unsafe.Add(ref weight, shape.Offset(channel) + taps.Index(row, column, shape.TapColumns) * shape.TapStride);
                    for (nint input = 0; input < shape.InputsPerGroup; input++)
                    {
                        nint depth = column * pixel + input;
                        ref sbyte to = ref Unsafe.Add(
                            ref lane, (row * quads + depth / Int8Rows.QuadInputs) * Int8Rows.QuadBytes + depth % Int8Rows.QuadInputs);
                        to = Unsafe.Add(ref source, input * shape.InputStride);
                        if (hasWords) Unsafe.Add(ref to, 1) = (sbyte)(to >> 7);
                    }
                }
        }
    }

    /// <summary>What is true of no channel yet.</summary>
    internal static void Start(ref Int8Header header, in sbyte clamp, sbyte inputZero, sbyte outputZero) => header = new Int8Header
    {
        IsFloatExact = 1,
        HasFloatSums = 1,
        InputZero = inputZero,
        OutputZero = outputZero,
        Low = clamp,
        High = Unsafe.Add(ref Unsafe.AsRef(in clamp), 1)
    };

    /// <summary>
    /// Blocks of 16 channels for some of the taps; the others read the input's zero point. <paramref name="offset"/> is what the kernel's inputs are more
    /// than q.
    /// </summary>
    internal static void Blocks(
        ref sbyte weight, ref int bias, ref int multiplier, ref byte shift, ref Int8Header header, ref float blocks, int offset, in Int8WeightShape shape,
        in Int8Taps taps)
    {
        nint perGroup = shape.ChannelsPerGroup, padded = shape.Panels * Int8Rows.PanelChannels;
        for (nint group = 0; group < shape.Groups; group++)
            for (nint within = 0; within < padded; within++)
                Channel(
                    ref weight, ref bias, ref multiplier, ref shift, ref header, ref blocks, group * padded + within,
                    within < perGroup ? group * perGroup + within : -1, offset, in shape, in taps);
    }

    /// <summary>
    /// One lane of a block; a channel of -1 is a pad. <paramref name="offset"/> is what the kernel's inputs are more than q.
    /// </summary>
    private static void Channel(
        ref sbyte weight, ref int bias, ref int multiplier, ref byte shift, ref Int8Header header, ref float blocks, nint lane, nint channel, int offset,
        in Int8WeightShape shape, in Int8Taps taps)
    {
        ref int block = ref Unsafe.As<float, int>(
            ref Unsafe.Add(ref blocks, lane / Int8Rows.PanelChannels * Int8Header.BlockFloats + lane % Int8Rows.PanelChannels));
        int start = 0, m = 0, s = 33;
        if (channel >= 0)
        {
            Int8Sums sums = Int8Sums.Of(ref weight, channel, in shape, in taps);
            start = Unsafe.Add(ref bias, channel) + (int)(header.InputZero * sums.Other);
            if (sums.HasWidePairs) header.HasWidePairs = 1;
            if (long.Abs(start) + 128 * sums.Magnitude >= 1 << 24) header.HasFloatSums = 0;

            // A multiplier of 0 gives the output's zero point in every form.
            if (Unsafe.Add(ref shift, channel) < 64)
            {
                (m, s) = (Unsafe.Add(ref multiplier, channel), Unsafe.Add(ref shift, channel));
                if (s < 33 || m % 256 != 128 || sums.Bound(start) >= 1 << 24) header.IsFloatExact = 0;
            }

            start -= (int)(offset * (sums.Positive + sums.Negative));
        }

        block = start;
        Unsafe.Add(ref block, Int8Header.Multipliers) = m;
        Unsafe.Add(ref block, Int8Header.Shifts) = s;
        Unsafe.As<int, float>(ref Unsafe.Add(ref block, Int8Header.Factors)) = (float)Math.ScaleB(m, -s);
    }
}
