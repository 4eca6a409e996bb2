using System.Runtime.InteropServices;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>How a random layer's weights and multipliers are chosen.</summary>
internal enum Int8Kind
{
    /// <summary>As quantization chooses them: pairs that fit, S of at least 33, M an odd multiple of 2^7, small accumulators.</summary>
    Usual,

    /// <summary>The same with the greatest weights and inputs that pairs allow.</summary>
    ExtremePairs,

    /// <summary>Weights from -128 to 127.</summary>
    FullWeights,

    /// <summary>Any M, S from 26 on, some channels flushed.</summary>
    AnyMultiplier,

    /// <summary>Biases so large that floats do not hold the accumulators.</summary>
    LargeBias
}

/// <summary>The kernels of linear layers that read weights in the order [channels][inputs][taps].</summary>
internal enum Int8Kernel
{
    Convolution,
    Depthwise,

    /// <summary>For a kernel that is the whole map: its pixels and rows without padding.</summary>
    Dense
}

/// <summary>A linear layer with random integers, its memory between guards, and the outputs that are expected.</summary>
internal sealed class Int8Layer
{
    public required int InputHeight, InputWidth, Groups, InputsPerGroup, Channels, TapRows, TapColumns, OutputHeight, OutputWidth;
    public int StrideRows = 1, StrideColumns = 1, PaddingTop, PaddingLeft, DilationRows = 1, DilationColumns = 1, LastWidth, InputGap, OutputGap;
    public int InputZero, OutputZero, Low = -128, High = 127;
    public bool InputsFirst;
    public int[] Bias = [], Multipliers = [];
    public byte[] Shifts = [];
    public sbyte[] Weights = [], X = [], Expected = [];

    private const int Guard = 64;
    private const sbyte Mark = 85;

    public int ChannelsPerGroup => Channels / Groups;

    public int InputPixel => Groups * InputsPerGroup + InputGap;

    public int OutputPixel => Channels + OutputGap;

    public int Taps => TapRows * TapColumns;

    // As in the runtime: whether the taps of a row are neighbours.
    public bool IsDilated => DilationColumns > 1 && TapColumns > 1;

    public Int8WeightShape WeightShape => new()
    {
        Groups = Groups,
        Channels = Channels,
        InputsPerGroup = InputsPerGroup,
        TapRows = TapRows,
        TapColumns = TapColumns,
        ChannelStride = InputsFirst ? Taps : InputsPerGroup * Taps,
        InputStride = InputsFirst ? ChannelsPerGroup * Taps : Taps,
        GroupStride = InputsFirst ? (InputsPerGroup - 1) * ChannelsPerGroup * Taps : 0,
        TapStride = 1,
        IsDilated = IsDilated ? 1 : 0
    };

    public Int8ConvolutionShape Shape => new()
    {
        InputHeight = InputHeight,
        InputWidth = InputWidth,
        InputPixel = InputPixel,
        Groups = Groups,
        InputsPerGroup = InputsPerGroup,
        OutputWidth = OutputWidth,
        OutputHeight = OutputHeight,
        LastWidth = LastWidth,
        Channels = Channels,
        OutputPixel = OutputPixel,
        TapRows = TapRows,
        TapColumns = TapColumns,
        StrideRows = StrideRows,
        StrideColumns = StrideColumns,
        PaddingTop = PaddingTop,
        PaddingLeft = PaddingLeft,
        DilationRows = DilationRows,
        DilationColumns = DilationColumns
    };

    private int WeightIndex(int channel, int input, int tap) => InputsFirst
        ? ((channel / ChannelsPerGroup * InputsPerGroup + input) * ChannelsPerGroup + channel % ChannelsPerGroup) * Taps + tap
        : (channel * InputsPerGroup + input) * Taps + tap;

    public int Weight(int channel, int input, int kh, int kw) => Weights[WeightIndex(channel, input, kh * TapColumns + kw)];

    public int Input(int row, int column, int channel) =>
        row < 0 || row >= InputHeight || column < 0 || column >= InputWidth ? InputZero : X[Guard + (row * InputWidth + column) * InputPixel + channel];

    public void Expect(int row, int column, int channel, int acc) =>
        Expected[Guard + (row * OutputWidth + column) * OutputPixel + channel] =
            Int8Reference.Requantize(acc, Multipliers[channel], Shifts[channel], OutputZero, Low, High);

    /// <summary>Random integers of a kind for the shape that was set.</summary>
    public Int8Layer Fill(Random random, Int8Kind kind)
    {
        if (LastWidth == 0) LastWidth = OutputWidth;
        InputZero = random.Next(-128, 128);
        OutputZero = random.Next(-128, 128);
        if (random.Next(3) == 0) Low = OutputZero;
        if (random.Next(3) == 0) High = random.Next(Low, 128);
        int pixels = (InputHeight - 1) * InputWidth + (LastWidth == OutputWidth ? InputWidth : LastWidth);
        X = new sbyte[2 * Guard + pixels * InputPixel];
        int extremes = kind == Int8Kind.Usual ? 0 : random.Next(3);
        for (int i = 0; i < X.Length; i++)
            X[i] = extremes switch { 0 => (sbyte)random.Next(-128, 128), 1 => 127, _ => random.Next(2) == 0 ? sbyte.MinValue : sbyte.MaxValue };
        Expected = new sbyte[2 * Guard + OutputHeight * OutputWidth * OutputPixel];
        Array.Fill(Expected, Mark);
        Weights = new sbyte[Channels * InputsPerGroup * Taps];
        Bias = new int[Channels];
        Multipliers = new int[Channels];
        Shifts = new byte[Channels];
        for (int channel = 0; channel < Channels; channel++)
        {
            long bound = Math.Max(1, FillWeights(random, kind, channel));
            Bias[channel] = kind == Int8Kind.LargeBias ? random.Next(-1 << 28, 1 << 28) : random.Next(-3000, 3000);
            bound += Math.Abs((long)Bias[channel]);
            Multipliers[channel] = kind == Int8Kind.AnyMultiplier
                ? random.Next(1 << 30, int.MaxValue)
                : ((random.Next(1 << 22, 1 << 23) << 1) | 1) << 7;

            // A shift with which results reach from one end of the range to the other, more or less.
            int least = kind == Int8Kind.AnyMultiplier ? 26 : 33;
            int shift = 24 + (int)Math.Log2(bound) + random.Next(-2, 4);
            if (kind == Int8Kind.AnyMultiplier && random.Next(4) == 0) shift = random.Next(26, 65);
            shift = Math.Clamp(shift, least, 64);

            // What is proved of every model: |acc| below 2^(31 - L).
            while (shift < 33 && bound >= 1L << (31 - (33 - shift))) shift++;
            Shifts[channel] = (byte)shift;
        }

        return this;
    }

    private long FillWeights(Random random, Int8Kind kind, int channel)
    {
        long magnitude = 0;
        int scale = random.Next(3) == 0 ? 8 : 64;
        for (int tap = 0; tap < Taps; tap++)
            for (int i = 0; i < InputsPerGroup; i++)
            {
                ref sbyte weight = ref Weights[WeightIndex(channel, i, tap)];
                int before = i % 2 == 1 ? Weights[WeightIndex(channel, i - 1, tap)] : 0;
                weight = kind switch
                {
                    Int8Kind.FullWeights => random.Next(3) switch { 0 => (sbyte)-128, 1 => (sbyte)127, _ => (sbyte)random.Next(-128, 128) },
                    Int8Kind.ExtremePairs => random.Next(2) == 0
                        ? (sbyte)Math.Min(127, 128 - Math.Max(before, 0))
                        : (sbyte)(-128 - Math.Min(before, 0)),
                    _ => (sbyte)random.Next(-scale, scale + 1)
                };
                magnitude += 128 * Math.Abs((int)weight);
            }

        return magnitude;
    }

    /// <summary>Runs a kernel in two parts and says where it differs from what is expected, or null.</summary>
    public string? Run(Int8Kernel kernel)
    {
        bool depthwise = kernel == Int8Kernel.Depthwise;
        Int8WeightShape weightShape = WeightShape;
        Int8ConvolutionShape shape = Shape;
        int padded = depthwise ? Align(Channels, 16) : Groups * Align(ChannelsPerGroup, 16);
        int depth = IsDilated ? TapColumns * Align(InputsPerGroup, 4) : Align(TapColumns * Align(InputsPerGroup, 2), 4);
        int columns = (OutputWidth - 1) * StrideColumns + (TapColumns - 1) * DilationColumns + 1;
        int workspaceBytes = depthwise
            ? TapRows * columns * (Groups <= 8 ? 8 : Align(Groups, 16)) * 4 + 64
            : TapRows * Align(columns * Groups * Align(InputsPerGroup, IsDilated ? 4 : 2), 64) + 64;
        int weightBytes = depthwise ? Taps * padded * 4 : padded * TapRows * depth;
        float[] weights = NewWorkspace(weightBytes), requantization = NewWorkspace(64 + padded * 16);
        sbyte[] clamp = [(sbyte)Low, (sbyte)High];
        sbyte inputZero = (sbyte)InputZero, outputZero = (sbyte)OutputZero;
        if (depthwise)
        {
            Int8Packing.DepthwiseWeights(ref Weights[0], ref weights[Guard], in weightShape);
            Int8Packing.DepthwiseRequantization(
                ref Weights[0], ref Bias[0], ref Multipliers[0], ref Shifts[0], ref clamp[0], ref inputZero, ref outputZero, ref requantization[Guard],
                in weightShape);
        }
        else
        {
            Int8Packing.Weights(ref Weights[0], ref weights[Guard], in weightShape);
            Int8Packing.Requantization(
                ref Weights[0], ref Bias[0], ref Multipliers[0], ref Shifts[0], ref clamp[0], ref inputZero, ref outputZero, ref requantization[Guard],
                in weightShape);
        }

        string? damage = Damage(weights, weightBytes) ?? Damage(requantization, 64 + padded * 16);
        sbyte[] y = NewOutput();
        int items = kernel == Int8Kernel.Dense ? padded / 16 : OutputHeight, middle = items / 2;
        foreach ((int first, int end) in (ReadOnlySpan<(int, int)>)[(middle, items), (0, middle)])
        {
            float[] workspace = NewWorkspace(workspaceBytes);
            if (kernel == Int8Kernel.Dense)
                Int8Dense.Run(
                    ref X[Guard], ref weights[Guard], ref requantization[Guard], ref y[Guard], Taps * InputsPerGroup, Channels, first, end);
            else if (depthwise)
                Int8Depthwise.Run(ref X[Guard], ref weights[Guard], ref requantization[Guard], ref y[Guard], ref workspace[Guard], in shape, first, end);
            else Int8Convolution.Run(ref X[Guard], ref weights[Guard], ref requantization[Guard], ref y[Guard], ref workspace[Guard], in shape, first, end);
            damage ??= Damage(workspace, workspaceBytes);
        }

        return damage ?? Difference(y);
    }

    /// <summary>As <see cref="Run"/>, for the kernel of transposed convolutions.</summary>
    public string? RunTransposed()
    {
        Int8WeightShape weightShape = WeightShape;
        Int8TransposedShape shape = new()
        {
            InputHeight = InputHeight,
            InputWidth = InputWidth,
            InputPixel = InputPixel,
            Groups = Groups,
            InputsPerGroup = InputsPerGroup,
            OutputWidth = OutputWidth,
            Channels = Channels,
            OutputPixel = OutputPixel,
            TapRows = TapRows,
            TapColumns = TapColumns,
            StrideRows = StrideRows,
            StrideColumns = StrideColumns,
            PaddingTop = PaddingTop,
            PaddingLeft = PaddingLeft,
            DilationRows = DilationRows,
            DilationColumns = DilationColumns
        };
        int padded = Groups * Align(ChannelsPerGroup, 16), divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(StrideRows, DilationRows);
        int columns = (OutputWidth - 1 + (TapColumns - 1) * DilationColumns) / StrideColumns + 1, step = StrideRows / divisor;
        int pixel = Groups * Align(InputsPerGroup, TapColumns > 1 && StrideColumns % DilationColumns != 0 ? 4 : 2);
        int workspaceBytes = (TapRows + step - 1) / step * Align(columns * pixel, 64) + 64;
        float[] weights = NewWorkspace(padded * Taps * Align(InputsPerGroup, 4));
        float[] requantization = NewWorkspace(64 + StrideRows * StrideColumns * padded * 16);
        sbyte[] clamp = [(sbyte)Low, (sbyte)High];
        sbyte inputZero = (sbyte)InputZero, outputZero = (sbyte)OutputZero;
        Int8TransposedConvolution.PackWeights(ref Weights[0], ref weights[Guard], in weightShape, in shape);
        Int8TransposedConvolution.PackRequantization(
            ref Weights[0], ref Bias[0], ref Multipliers[0], ref Shifts[0], ref clamp[0], ref inputZero, ref outputZero, ref requantization[Guard],
            in weightShape, in shape);
        string? damage = Damage(weights, padded * Taps * Align(InputsPerGroup, 4)) ?? Damage(requantization, 64 + StrideRows * StrideColumns * padded * 16);
        sbyte[] y = NewOutput();
        int middle = OutputHeight / 2;
        foreach ((int first, int end) in (ReadOnlySpan<(int, int)>)[(middle, OutputHeight), (0, middle)])
        {
            float[] workspace = NewWorkspace(workspaceBytes);
            Int8TransposedConvolution.Run(
                ref X[Guard], ref weights[Guard], ref requantization[Guard], ref y[Guard], ref workspace[Guard], in shape, first, end);
            damage ??= Damage(workspace, workspaceBytes);
        }

        return damage ?? Difference(y);
    }

    private sbyte[] NewOutput()
    {
        sbyte[] y = new sbyte[Expected.Length];
        Array.Fill(y, Mark);
        return y;
    }

    private static float[] NewWorkspace(int bytes)
    {
        float[] workspace = new float[2 * Guard + bytes / 4];
        Array.Fill(workspace, float.NaN);
        return workspace;
    }

    private static string? Damage(float[] workspace, int bytes)
    {
        for (int i = 0; i < workspace.Length; i++)
            if ((i < Guard || i >= Guard + bytes / 4) && !float.IsNaN(workspace[i])) return $"Float {i - Guard} of {bytes / 4} was written.";
        return null;
    }

    private string? Difference(sbyte[] y)
    {
        if (MemoryMarshal.AsBytes(y.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(Expected.AsSpan()))) return null;
        int at = Enumerable.Range(0, y.Length).First(i => y[i] != Expected[i]);
        int element = at - Guard, pixel = element / OutputPixel;
        return $"Row {pixel / OutputWidth}, column {pixel % OutputWidth}, channel {element % OutputPixel} should be {Expected[at]} and is {y[at]}: {this}.";
    }

    public override string ToString() =>
        $"{InputHeight}x{InputWidth}x{Groups}*{InputsPerGroup}+{InputGap} -> {OutputHeight}x{OutputWidth}({LastWidth})x{Channels}+{OutputGap}, "
        + $"taps {TapRows}x{TapColumns}, strides {StrideRows}x{StrideColumns}, padding {PaddingTop}x{PaddingLeft}, "
        + $"dilation {DilationRows}x{DilationColumns}, zeros {InputZero} {OutputZero}, clamp {Low} {High}";

    private static int Align(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
