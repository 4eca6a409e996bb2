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

    public long WeightBytes(bool isDepthwise) => Align(
        isDepthwise ? TapRows * TapColumns * Align(Channels, Lanes) * sizeof(float) : PaddedChannels * TapRows * Depth, Line);

    /// <summary>A header, then bias, multiplier, shift and the multiplier as a float for each channel.</summary>
    public long RequantizationBytes(bool isDepthwise) =>
        Line + Align((isDepthwise ? Align(Channels, Lanes) : PaddedChannels) * 4 * sizeof(int), Line);

    public Argument Constant => StepBuilder.Constant("Int8WeightShape", Field.Of(
        ("Groups", Groups), ("Channels", Channels), ("InputsPerGroup", InputsPerGroup), ("TapRows", TapRows), ("TapColumns", TapColumns),
        ("ChannelStride", ChannelStride), ("InputStride", InputStride), ("TapStride", TapStride), ("IsDilated", IsDilated ? 1 : 0)));
}

/// <summary>Weights over bytes as their kernel reads them.</summary>
internal sealed record Int8PackWeights(Int8WeightShape Weights, bool IsDepthwise) : Op(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Weights.WeightBytes(IsDepthwise) / sizeof(float);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}

/// <summary>Biases and multipliers as their kernel reads them. Inputs: weight, bias, multiplier, shift, clamp, the zero points of source and result.</summary>
internal sealed record Int8PackRequantization(Int8WeightShape Weights, bool IsDepthwise) : Op(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Weights.RequantizationBytes(IsDepthwise) / sizeof(float);

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[1].Shape);

    public override void Evaluate(Reference reference) => reference.Input(1).Data.CopyTo(reference.Output().Data, 0);
}

internal sealed class Int8PackWeightsImplementation(Int8PackWeights op) : Implementation<Int8PackWeights>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) =>
        step.Call("Int8Packing", Op.IsDepthwise ? "DepthwiseWeights" : "Weights", step.InputAt(0), step.OutputAt(), Op.Weights.Constant);
}

internal sealed class Int8PackRequantizationImplementation(Int8PackRequantization op) : Implementation<Int8PackRequantization>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step) => step.Call(
        "Int8Packing", "Requantization", [.. Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input)), step.OutputAt(), Op.Weights.Constant]);
}
