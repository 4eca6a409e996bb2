using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>By small groups: an item is a kernel row of a vector of channels.</summary>
internal sealed class GroupedConvolutionWeightGradient(ConvolutionSums sums) : ConvolutionWeightGradient(new GroupedConvolution(sums))
{
    protected override void Write(StepBuilder step, Geometry x, Geometry dy)
    {
        long blocks = Geometry.Align(Sums.Op.Channels) / Geometry.Alignment;
        using IDisposable loop = Items(step, Window.KernelHeight * blocks, out Expression item);
        IEnumerable<Field> fields = Field.Of(
            ("Rows", dy.Height), ("Columns", dy.Width), ("TapColumns", Window.KernelWidth), ("TapColumnStride", Window.DilationWidth * x.Pixel),
            ("InputSampleStride", step.InputStride(0)), ("InputRowStride", Window.StrideHeight * x.Row), ("InputColumnStride", Window.StrideWidth * x.Pixel),
            ("GradientSampleStride", step.InputStride(1)), ("GradientRowStride", dy.Row), ("GradientColumnStride", dy.Pixel),
            ("WeightTapStride", Tap), ("WeightInputStride", Sums.Op.Channels));
        Expression row = step.Let("row", item / blocks), channel = step.Let("channel", Geometry.Alignment * (item % blocks));
        step.Call(
            new KernelKey(KernelFamily.GroupedWeightGradient, Sums.GroupSize), step.InputAt(0, Window.DilationHeight * x.Row * row, channel, Start(x)),
            step.InputAt(1, channel), step.OutputAt(0, Window.KernelWidth * Tap * row, channel), step.Accumulate,
            StepBuilder.Constant(
                "GroupedWeightGradientShape", fields, ("Samples", Expression.Batch),
                ("Channels", Expression.Min(Sums.Op.Channels - channel, Geometry.Alignment))));
    }
}
