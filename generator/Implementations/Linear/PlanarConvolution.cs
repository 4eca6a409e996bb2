using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Sums along the rows of planes, a vector of neighbouring pixels at a time.</summary>
internal sealed class PlanarConvolution(ConvolutionSums sums) : Convolution(sums, new KernelKey(KernelFamily.PlanarConvolution), "planar convolution")
{
    /// <summary>What is left where each tap is loaded anew and rows end within a vector: between 15 and 16 channels of a vector of 16.</summary>
    private const double OfPlanes = 0.95;

    protected override double Efficiency => OfPlanes;

    /// <summary>Input gradients skip rows above and below instead of reading a border there, which saves their taps.</summary>
    private bool SkipsRows => Sums.IsGradient;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? MemoryOrder.Natural : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Natural;

    protected override Border Border(Shape source) => SkipsRows ? base.Border(source) with { Top = 0, Bottom = 0 } : base.Border(source);

    protected override int FirstRow(TapAxis rows) => SkipsRows ? 0 : rows.Start;

    protected override PackWeights Packing(LaidOutType source) => Sums.Matrices(panels: false, channelsInnermost: false);

    protected override int RowsToSkip(TapAxis rows) => SkipsRows ? 0 : rows.Stride;

    protected override Argument Shape(ConvolutionPart part, Geometry x, Geometry y)
    {
        (TapAxis rows, TapAxis columns) = (part.Rows, part.Columns);
        IEnumerable<Field> fields = Field.Of(
            ("InputChannels", Sums.SumChannels), ("OutputChannels", Sums.ResultChannels), ("OutputHeight", rows.Count), ("OutputWidth", columns.Count),
            ("KernelHeight", rows.Taps), ("KernelWidth", columns.Taps), ("StrideHeight", rows.Stride), ("StrideWidth", columns.Stride),
            ("InputPlaneStride", x.Channel), ("InputRowStride", x.Row), ("TapRowStride", rows.Advance * x.Row), ("TapColumnStride", columns.Advance),
            ("WeightStride", Sums.ResultChannels), ("OutputPlaneStride", y.Channel), ("OutputRowStride", rows.Step * y.Row),
            ("OutputColumnStride", columns.Step));
        if (!SkipsRows) return StepBuilder.Constant("PlanarConvolutionShape", fields, ("OutputHeight", part.Height), ("OutputWidth", part.Width));
        return StepBuilder.Constant(
            "PlanarConvolutionShape", [.. fields, .. Field.Of(("PaddingTop", -rows.Start), ("InputHeight", x.Height))], ("OutputHeight", part.Height),
            ("OutputWidth", part.Width), ("PaddingTop", -rows.Start - (rows.Stride * part.FirstRow)));
    }
}
