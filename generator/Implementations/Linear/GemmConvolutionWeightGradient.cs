using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// Matrix products over samples and pixels: an item is a tap and some input channels. With fewer input channels than kernel columns, whose rows would not
/// fill a register tile, it is a kernel row and one input channel, the tile's rows being kernel columns.
/// </summary>
internal sealed class GemmConvolutionWeightGradient(ConvolutionSums sums) : ConvolutionWeightGradient(new GemmConvolution(sums))
{
    private bool RowsAreColumns => Inputs < Window.KernelWidth;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 1 ? MemoryOrder.ChannelsLast : null;

    /// <summary>Input channels of an item: two register tiles.</summary>
    private const int ChannelsOfItem = 24;

    protected override void Write(StepBuilder step, Geometry x, Geometry dy)
    {
        IEnumerable<Field> rows = RowsAreColumns
            ? Field.Of(("Rows", Window.KernelWidth), ("RowStride", Window.DilationWidth * x.Pixel), ("OutputRowStride", Tap))
            : Field.Of(("Rows", Inputs), ("RowStride", x.Channel), ("OutputRowStride", Sums.Op.Channels));
        IEnumerable<Field> sums = Field.Of(
            ("Columns", Outputs), ("OuterStrideA", step.InputStride(0)), ("OuterStrideB", step.InputStride(1)),
            ("Middle", dy.Height), ("MiddleStrideA", Window.StrideHeight * x.Row), ("MiddleStrideB", dy.Row),
            ("Inner", dy.Width), ("InnerStrideA", Window.StrideWidth * x.Pixel), ("InnerStrideB", dy.Pixel));
        Cut taps = new(Window.KernelHeight * (RowsAreColumns ? 1 : Window.KernelWidth), 1), channels = new(Inputs, RowsAreColumns ? 1 : ChannelsOfItem);
        using IDisposable tiles = step.Tiles(taps, channels, CostOf(step, taps.Items * channels.Items), out Tile tile);
        using IDisposable loop = step.Loop("tap", tile.Row, tile.Row + tile.Rows);
        Expression tap = Expression.Named("tap");
        Expression offsetX = RowsAreColumns
            ? Window.DilationHeight * x.Row * tap
            : Expression.InRows(tap, Window.KernelWidth, Window.DilationHeight * x.Row, Window.DilationWidth * x.Pixel);
        Expression offsetW = (RowsAreColumns ? Window.KernelWidth : 1) * Tap * tap;
        using IDisposable? each = RowsAreColumns ? step.Loop("channel", tile.Column, tile.Column + tile.Columns) : null;
        Expression channel = RowsAreColumns ? Expression.Named("channel") : tile.Column;
        Argument shape = StepBuilder.Constant(
            "WeightGradientShape", [.. rows, .. sums], ("Outer", Expression.Batch), ("Rows", RowsAreColumns ? Window.KernelWidth : tile.Columns));
        for (int group = 0; group < Sums.Groups; group++)
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, offsetX, x.Channel * channel, Start(x) + (group * Inputs * x.Channel)),
                step.InputAt(1, group * Outputs * dy.Channel), step.OutputAt(0, offsetW, Sums.Op.Channels * channel, group * Outputs), step.Accumulate, shape);
    }
}
