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

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 1 ? MemoryOrder.ChannelsLast : null;

    /// <summary>Input channels of an item: two register tiles.</summary>
    private const int ChannelsOfItem = 24;

    private Cut Taps => new(Window.KernelHeight * (RowsAreColumns ? 1 : Window.KernelWidth), 1);

    private Cut Channels => new(Inputs, RowsAreColumns ? 1 : ChannelsOfItem);

    protected override long ItemCount => Taps.ItemCount * Channels.ItemCount;

    protected override void Write(StepBuilder step, Geometry x, Geometry dy)
    {
        IEnumerable<Field> rows = RowsAreColumns
            ? Field.Of(("Rows", Window.KernelWidth), ("RowStride", Window.DilationWidth * x.Pixel), ("OutputRowStride", Tap))
            : Field.Of(("Rows", Inputs), ("RowStride", x.Channel), ("OutputRowStride", Sums.Op.Channels));
        IEnumerable<Field> sums = Field.Of(
            ("Columns", Outputs), ("OuterStrideA", step.InputStride(0)), ("OuterStrideB", step.InputStride(1)),
            ("Middle", dy.Height), ("MiddleStrideA", Window.StrideHeight * x.Row), ("MiddleStrideB", dy.Row),
            ("Inner", dy.Width), ("InnerStrideA", Window.StrideWidth * x.Pixel), ("InnerStrideB", dy.Pixel));
        using IDisposable items = step.SumTiles(Taps, Channels, CostOf(step, Taps.Count * Channels.Count), out Tile tile, out SumItem item);
        using IDisposable? loop = item.Chunk is null ? step.Loop("tap", tile.Row, tile.Row + tile.Rows) : null;
        Expression tap = loop is null ? tile.Row : Expression.Named("tap");
        Expression offsetX = RowsAreColumns
            ? Window.DilationHeight * x.Row * tap
            : Expression.InRows(tap, Window.KernelWidth, Window.DilationHeight * x.Row, Window.DilationWidth * x.Pixel);
        Expression offsetW = (RowsAreColumns ? Window.KernelWidth : 1) * Tap * tap;
        using IDisposable? each = RowsAreColumns ? step.Loop("channel", tile.Column, tile.Column + tile.Columns) : null;
        Expression channel = RowsAreColumns ? Expression.Named("channel") : tile.Column;
        using IDisposable parts = Rows(step, dy, item, out SumRows ofChunk);
        (Expression ofX, Expression ofDy) = Offsets(step, x, dy, ofChunk);
        Argument shape = StepBuilder.Constant(
            "WeightGradientShape", [.. rows, .. sums], ("Outer", ofChunk.Samples), ("Middle", ofChunk.Rows),
            ("Rows", RowsAreColumns ? Window.KernelWidth : tile.Columns));
        for (int group = 0; group < Sums.Groups; group++)
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, ofX, offsetX, x.Channel * channel, Start(x) + (group * Inputs * x.Channel)),
                step.InputAt(1, ofDy, group * Outputs * dy.Channel), step.SumAt(item, 0, offsetW, Sums.Op.Channels * channel, group * Outputs), ofChunk.Adds,
                shape);
    }
}
