using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Weights of a convolution over bytes: the runtime's record of that name, with the sizes of what is packed.</summary>
internal sealed record Int8WeightShape(
    int Groups, int Channels, int InputsPerGroup, int TapRows, int TapColumns, int ChannelStride, int InputStride, int TapStride, bool IsDilated)
{
    private const int Lanes = 16, Line = 64;

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

/// <summary>The kernel that packed integers are for, and what it needs to know of the layer besides.</summary>
/// <param name="Class">The class that packs.</param>
/// <param name="Prefix">What its methods begin with.</param>
/// <param name="WeightBytes">Bytes of the packed weights.</param>
/// <param name="RequantizationBytes">Bytes of packed biases and multipliers.</param>
/// <param name="Shapes">The structures of constants.</param>
internal sealed record Int8PackingKernel(string Class, string Prefix, long WeightBytes, long RequantizationBytes, EquatableArray<Argument> Shapes);

/// <summary>Weights over bytes as their kernel reads them.</summary>
internal sealed record Int8PackWeights(Int8PackingKernel Kernel) : Op(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Kernel.WeightBytes / sizeof(float);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}

/// <summary>Biases and multipliers as their kernel reads them. Inputs: weight, bias, multiplier, shift, clamp, the zero points of source and result.</summary>
internal sealed record Int8PackRequantization(Int8PackingKernel Kernel) : Op(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Kernel.RequantizationBytes / sizeof(float);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[1].Shape);

    public override void Evaluate(Reference reference) => reference.Input(1).Data.CopyTo(reference.Output().Data, 0);
}

internal sealed class Int8PackWeightsImplementation(Int8PackWeights op) : Implementation<Int8PackWeights>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) =>
        step.Call(Op.Kernel.Class, Op.Kernel.Prefix + "Weights", [step.InputAt(0), step.OutputAt(), .. Op.Kernel.Shapes]);
}

internal sealed class Int8PackRequantizationImplementation(Int8PackRequantization op) : Implementation<Int8PackRequantization>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) => step.Call(
        Op.Kernel.Class, Op.Kernel.Prefix + "Requantization",
        [.. Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input)), step.OutputAt(), .. Op.Kernel.Shapes]);
}
