using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>By small groups: an item is a kernel row of a vector of channels.</summary>
internal sealed class GroupedConvolutionWeightGradient(ConvolutionSums sums) : ConvolutionWeightGradient(new GroupedConvolution(sums))
{
    protected override long ItemCount => Window.KernelHeight * Blocks;

    private long Blocks => Geometry.Align(Sums.Op.Channels) / Geometry.Alignment;

    protected override void Write(StepBuilder step, Geometry x, Geometry dy)
    {
        using IDisposable loop = Items(step, out SumItem item);
        IEnumerable<Field> fields = Field.Of(
            ("Rows", dy.Height), ("Columns", dy.Width), ("TapColumns", Window.KernelWidth), ("TapColumnStride", Window.DilationWidth * x.Pixel),
            ("InputSampleStride", step.InputStride(0)), ("InputRowStride", Window.StrideHeight * x.Row), ("InputColumnStride", Window.StrideWidth * x.Pixel),
            ("GradientSampleStride", step.InputStride(1)), ("GradientRowStride", dy.Row), ("GradientColumnStride", dy.Pixel),
            ("WeightTapStride", Tap), ("WeightInputStride", Sums.Op.Channels));
        Expression row = step.Let("row", item.First / Blocks), channel = step.Let("channel", Geometry.Alignment * (item.First % Blocks));
        using IDisposable parts = Rows(step, dy, item, out SumRows rows);
        (Expression ofX, Expression ofDy) = Offsets(step, x, dy, rows);
        step.Call(
            new KernelKey(KernelFamily.GroupedWeightGradient, Sums.GroupSize), step.InputAt(0, ofX, Window.DilationHeight * x.Row * row, channel, Start(x)),
            step.InputAt(1, ofDy, channel), step.SumAt(item, 0, Window.KernelWidth * Tap * row, channel), rows.Adds,
            StepBuilder.Constant("GroupedWeightGradientShape", fields, ("Samples", rows.Samples), ("Rows", rows.Rows),
                ("Channels", Expression.Min(Sums.Op.Channels - channel, Geometry.Alignment))));
    }
}
