using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Weights of a convolution over bytes: the runtime's record of that name, with the sizes of what is packed.</summary>
internal sealed record Int8WeightShape(
    int Groups, int Channels, int InputsPerGroup, int TapRows, int TapColumns, int ChannelStride, int InputStride, int TapStride, bool IsDilated)
{
    /// <summary>Output channels of a panel of packed weights.</summary>
    public const int Lanes = 16;

    private const int Line = 64;

    public static long Align(long count, int unit) => (count + unit - 1) / unit * unit;

    /// <summary>Bytes of one channel for a row of taps: quads of neighbours.</summary>
    private long Depth => IsDilated ? TapColumns * Align(InputsPerGroup, 4) : Align(TapColumns * Align(InputsPerGroup, 2), 4);

    private long PaddedChannels => Groups * Align(Channels / Groups, Lanes);

    /// <summary>Where the kernel multiplies bytes in rows of taps.</summary>
    public Int8PackingKernel Convolution => new(
        "Int8Packing", "", Align(PaddedChannels * TapRows * Depth, Line), RequantizationBytes(PaddedChannels), [Constant]);

    /// <summary>Where the kernel multiplies floats channel by channel.</summary>
    public Int8PackingKernel Depthwise => new(
        "Int8Packing", "Depthwise", Align(TapRows * TapColumns * Align(Channels, Lanes) * sizeof(float), Line), RequantizationBytes(Align(Channels, Lanes)),
        [Constant]);

    /// <summary>Where the result is computed in <paramref name="phases"/>, each with taps of its own.</summary>
    public Int8PackingKernel Transposed(int phases, Argument shape) => new(
        "Int8TransposedConvolution", "Pack", Align(PaddedChannels * TapRows * TapColumns * Align(InputsPerGroup, 4), Line),
        RequantizationBytes(phases * PaddedChannels), [Constant, shape]);

    /// <summary>A header, then bias, multiplier, shift and the multiplier as a float for each channel.</summary>
    private static long RequantizationBytes(long channels) => Line + Align(channels * 4 * sizeof(int), Line);

    public Argument Constant => StepBuilder.Constant("Int8WeightShape", Field.Of(
        ("Groups", Groups), ("Channels", Channels), ("InputsPerGroup", InputsPerGroup), ("TapRows", TapRows), ("TapColumns", TapColumns),
        ("ChannelStride", ChannelStride), ("InputStride", InputStride), ("TapStride", TapStride), ("IsDilated", IsDilated ? 1 : 0)));
}
