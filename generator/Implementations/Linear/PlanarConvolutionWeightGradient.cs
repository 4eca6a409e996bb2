using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>On planes: an item is an input channel and a kernel row.</summary>
internal sealed class PlanarConvolutionWeightGradient(ConvolutionSums sums) : ConvolutionWeightGradient(new PlanarConvolution(sums))
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.Natural;

    protected override void Write(StepBuilder step, Geometry x, Geometry dy)
    {
        using IDisposable loop = Items(step, Inputs * Sums.Groups * Window.KernelHeight, out Expression item);
        IEnumerable<Field> fields = Field.Of(
            ("InputChannels", 1), ("OutputChannels", Outputs), ("OutputHeight", dy.Height), ("OutputWidth", dy.Width),
            ("KernelHeight", 1), ("KernelWidth", Window.KernelWidth), ("StrideHeight", Window.StrideHeight), ("StrideWidth", Window.StrideWidth),
            ("InputSampleStride", step.InputStride(0)), ("InputPlaneStride", x.Channel), ("InputRowStride", x.Row),
            ("TapRowStride", Window.DilationHeight * x.Row), ("TapColumnStride", Window.DilationWidth),
            ("GradientSampleStride", step.InputStride(1)), ("GradientPlaneStride", dy.Channel), ("GradientRowStride", dy.Row),
            ("WeightRowStride", Window.KernelWidth * Tap), ("WeightColumnStride", Tap), ("WeightChannelStride", Sums.Op.Channels));
        Expression channel = step.Let("channel", item / Window.KernelHeight), row = step.Let("row", item % Window.KernelHeight);
        Expression group = Sums.Groups == 1 ? 0 : channel / Inputs, own = Sums.Groups == 1 ? channel : channel % Inputs;
        step.Call(
            KernelFamily.PlanarWeightGradient, step.InputAt(0, x.Channel * channel, Window.DilationHeight * x.Row * row, Start(x)),
            step.InputAt(1, Outputs * dy.Channel * group),
            step.OutputAt(0, Window.KernelWidth * Tap * row, Sums.Op.Channels * own, Outputs * group), step.Accumulate,
            StepBuilder.Constant("PlanarWeightGradientShape", fields, ("Samples", Expression.Batch)));
    }
}
