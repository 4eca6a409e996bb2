using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>On planes: an item is an input channel and a kernel row.</summary>
internal sealed class PlanarConvolutionWeightGradient(ConvolutionSums sums) : ConvolutionWeightGradient(new PlanarConvolution(sums))
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.Natural;

    protected override long ItemCount => Inputs * Sums.Groups * Window.KernelHeight;

    protected override void Write(StepBuilder step, Geometry x, Geometry dy)
    {
        using IDisposable loop = Items(step, out SumItem item);
        IEnumerable<Field> fields = Field.Of(
            ("InputChannels", 1), ("OutputChannels", Outputs), ("OutputHeight", dy.Height), ("OutputWidth", dy.Width),
            ("KernelHeight", 1), ("KernelWidth", Window.KernelWidth), ("StrideHeight", Window.StrideHeight), ("StrideWidth", Window.StrideWidth),
            ("InputSampleStride", step.InputStride(0)), ("InputPlaneStride", x.Channel), ("InputRowStride", x.Row),
            ("TapRowStride", Window.DilationHeight * x.Row), ("TapColumnStride", Window.DilationWidth),
            ("GradientSampleStride", step.InputStride(1)), ("GradientPlaneStride", dy.Channel), ("GradientRowStride", dy.Row),
            ("WeightRowStride", Window.KernelWidth * Tap), ("WeightColumnStride", Tap), ("WeightChannelStride", Sums.Op.Channels));
        Expression channel = step.Let("channel", item.First / Window.KernelHeight), row = step.Let("row", item.First % Window.KernelHeight);
        Expression group = Sums.Groups == 1 ? 0 : channel / Inputs, own = Sums.Groups == 1 ? channel : channel % Inputs;
        using IDisposable parts = Rows(step, dy, item, out SumRows rows);
        (Expression ofX, Expression ofDy) = Offsets(step, x, dy, rows);
        step.Call(
            KernelFamily.PlanarWeightGradient, step.InputAt(0, ofX, x.Channel * channel, Window.DilationHeight * x.Row * row, Start(x)),
            step.InputAt(1, ofDy, Outputs * dy.Channel * group),
            step.SumAt(item, 0, Window.KernelWidth * Tap * row, Sums.Op.Channels * own, Outputs * group), rows.Adds,
            StepBuilder.Constant("PlanarWeightGradientShape", fields, ("Samples", rows.Samples), ("OutputHeight", rows.Rows)));
    }
}
