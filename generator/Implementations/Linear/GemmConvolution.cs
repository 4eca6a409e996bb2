using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A matrix product over pixels that reads the taps where they lie: pixels times taps, by taps times channels.</summary>
internal sealed class GemmConvolution(ConvolutionSums sums)
    : Convolution(sums, new KernelKey(KernelFamily.Gemm), sums.IsGradient ? "GEMM over phases" : "GEMM over pixels")
{
    /// <summary>The rest of a group's last vector would be stored over the next group.</summary>
    public override bool CanCompute => Sums.Groups == 1 || Sums.ResultChannels % Orders.ChannelsLastFrom == 0;

    public override bool RunsFurtherSteps => true;

    protected override double Efficiency => Filled(Sums.ResultChannels);

    protected override PackWeights Packing(LaidOutType source) => Sums.Matrices(panels: true, Geometry.Of(source).IsChannelsLast);

    protected override bool HasPanels => true;

    protected override Argument Shape(ConvolutionPart part, Geometry x, Geometry y)
    {
        (TapAxis rows, TapAxis columns) = (part.Rows, part.Columns);
        bool isOneRun = IsOneRun(rows, columns, x, y);
        IEnumerable<Field> blocks = isOneRun
            ? [] : Field.Of(("Blocks", rows.Count), ("BlockStride", rows.Stride * x.Row), ("OutputBlockStride", rows.Step * y.Row));
        IEnumerable<Field> pixels = Field.Of(
            ("Rows", (isOneRun ? rows.Count : 1) * columns.Count), ("RowStride", columns.Stride * x.Pixel), ("OutputRowStride", columns.Step * y.Pixel),
            ("Columns", Sums.ResultChannels));
        (long Count, long Stride) taps = (rows.Taps, rows.Advance * x.Row), tap = (columns.Taps, columns.Advance * x.Pixel);
        (long Count, long Stride) channel = (Sums.SumChannels, x.Channel);
        IEnumerable<(string, Expression)> ofTile = isOneRun ? [("Rows", part.Height * part.Width)] : [("Blocks", part.Height), ("Rows", part.Width)];
        return StepBuilder.Constant(
            "GemmShape", [.. blocks, .. pixels, .. DenseSteps.Loops(x.IsChannelsLast ? [taps, tap, channel] : [channel, taps, tap])],
            [.. ofTile, ("Columns", part.Tile.Columns)]);
    }

    /// <summary>The rows of the result continue each other in both memories, as those of a 1x1 convolution do: one run of pixels.</summary>
    private static bool IsOneRun(TapAxis rows, TapAxis columns, Geometry x, Geometry y) =>
        rows.Stride * x.Row == columns.Count * columns.Stride * x.Pixel && rows.Step * y.Row == columns.Count * columns.Step * y.Pixel;
}
