using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Small groups, depthwise convolutions among them: all groups of one phase, a vector of channels at a time.</summary>
internal sealed class GroupedConvolution(ConvolutionSums sums) : Convolution(
    sums, new KernelKey(KernelFamily.GroupedConvolution, sums.GroupSize), sums.GroupSize == 1 ? "depthwise convolution" : "grouped convolution")
{
    public override bool CanCompute => Sums.GroupSize > 0;

    public override bool RunsFurtherSteps => true;

    protected override double Efficiency => Filled(Sums.Op.Channels);

    protected override int Groups => 1;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? MemoryOrder.ChannelsLast : null;

    protected override PackWeights Packing(LaidOutType source) => Sums.Lanes();

    protected override Argument Shape(ConvolutionPart part, Geometry x, Geometry y)
    {
        (TapAxis rows, TapAxis columns) = (part.Rows, part.Columns);
        IEnumerable<Field> fields = Field.Of(
            ("Channels", Geometry.Align(y.Channels)), ("Rows", rows.Count), ("Columns", columns.Count), ("TapRows", rows.Taps), ("TapColumns", columns.Taps),
            ("InputRowStride", rows.Stride * x.Row), ("InputColumnStride", columns.Stride * x.Pixel),
            ("TapRowStride", rows.Advance * x.Row), ("TapColumnStride", columns.Advance * x.Pixel),
            ("OutputRowStride", rows.Step * y.Row), ("OutputColumnStride", columns.Step * y.Pixel));
        return StepBuilder.Constant("GroupedConvolutionShape", fields, ("Rows", part.Height), ("Columns", part.Width));
    }
}
