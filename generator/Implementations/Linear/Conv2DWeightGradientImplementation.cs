using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Conv2DWeightGradient"/> is computed.</summary>
internal sealed class Conv2DWeightGradientImplementation(Conv2DWeightGradient op) : Implementation<Conv2DWeightGradient>(op)
{
    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.Forward.IsPlanar(inputs[0].Shape) ? MemoryOrder.Natural : input == 1 || Op.Forward.GroupSize(inputs[0].Shape) > 0 ? MemoryOrder.ChannelsLast : null;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? ConvolutionSteps.Forward(Op.Forward, inputs[0].Shape, inputs[1].Shape).Border(inputs[0].Shape) : default;

    /// <summary>Input channels of an item: two register tiles.</summary>
    private const int ChannelsPerItem = 24;

    private Expression Cost(StepBuilder step, Expression items)
    {
        Shape x = step.InputType(0).Shape, dy = step.InputType(1).Shape;
        Window window = Op.Forward.Window;
        long all = (long)Op.Forward.Channels * (x[0] / Op.Forward.Groups) * window.KernelHeight * window.KernelWidth * dy[1] * dy[2];
        return all / items * step.Batch;
    }

    public override void Write(StepBuilder step)
    {
        if (Op.Forward.GroupSize(step.InputType(0).Shape) is > 0 and int size) WriteGrouped(step, size);
        else if (Op.Forward.IsPlanar(step.InputType(0).Shape)) WritePlanar(step);
        else WriteGemm(step);
    }

    /// <summary>An item is a kernel row of 16 channels.</summary>
    private void WriteGrouped(StepBuilder step, int size)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        Window window = Op.Forward.Window;
        long tap = (long)size * Op.Forward.Channels, blocks = Geometry.Align(Op.Forward.Channels) / Geometry.Alignment;
        IEnumerable<Field> fields = Field.Of(
            ("Rows", dy.Height), ("Columns", dy.Width), ("TapColumns", window.KernelWidth), ("TapColumnStride", window.DilationWidth * x.Pixel),
            ("InputSampleStride", step.InputStride(0)), ("InputRowStride", window.StrideHeight * x.Row), ("InputColumnStride", window.StrideWidth * x.Pixel),
            ("GradientSampleStride", step.InputStride(1)), ("GradientRowStride", dy.Row), ("GradientColumnStride", dy.Pixel),
            ("WeightTapStride", tap), ("WeightInputStride", Op.Forward.Channels));
        (Expression first, Expression end) = step.Items("Item", window.KernelHeight * blocks, 1, Cost(step, window.KernelHeight * blocks));
        using IDisposable loop = step.Loop("item", first, end);
        Expression item = Expression.Named("item");
        Expression row = step.Let("row", item / blocks), channel = step.Let("channel", Geometry.Alignment * (item % blocks));
        step.Call(
            new KernelKey(KernelFamily.GroupedWeightGradient, size), step.InputAt(0, window.DilationHeight * x.Row * row, channel, Start(x)),
            step.InputAt(1, channel), step.OutputAt(0, window.KernelWidth * tap * row, channel), step.Accumulate,
            StepBuilder.Constant(
                "GroupedWeightGradientShape", fields, ("Samples", Expression.Batch),
                ("Channels", Expression.Min(Op.Forward.Channels - channel, Geometry.Alignment))));
    }

    /// <summary>
    /// An item is a tap and some input channels. With fewer input channels than kernel columns, whose rows would not fill a register tile, it is a kernel row and
    /// one input channel, the tile's rows being kernel columns.
    /// </summary>
    private void WriteGemm(StepBuilder step)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        Window window = Op.Forward.Window;
        long inputs = x.Channels / Op.Forward.Groups, outputs = Op.Forward.Channels / Op.Forward.Groups, tap = inputs * Op.Forward.Channels;
        bool columns = inputs < window.KernelWidth;
        IEnumerable<Field> rows = columns
            ? Field.Of(("Rows", window.KernelWidth), ("RowStride", window.DilationWidth * x.Pixel), ("OutputRowStride", tap))
            : Field.Of(("Rows", inputs), ("RowStride", x.Channel), ("OutputRowStride", Op.Forward.Channels));
        IEnumerable<Field> sums = Field.Of(
            ("Columns", outputs), ("OuterStrideA", step.InputStride(0)), ("OuterStrideB", step.InputStride(1)),
            ("Middle", dy.Height), ("MiddleStrideA", window.StrideHeight * x.Row), ("MiddleStrideB", dy.Row),
            ("Inner", dy.Width), ("InnerStrideA", window.StrideWidth * x.Pixel), ("InnerStrideB", dy.Pixel));
        Cut taps = new(window.KernelHeight * (columns ? 1 : window.KernelWidth), 1), channels = new(inputs, columns ? 1 : ChannelsPerItem);
        using IDisposable tiles = step.Tiles(taps, channels, columnsFirst: false, Cost(step, taps.Items * channels.Items), out Tile tile);
        using IDisposable loop = step.Loop("tap", tile.Row, tile.Row + tile.Rows);
        Expression row = Expression.Named("tap");
        Argument shape = StepBuilder.Constant("WeightGradientShape", [.. rows, .. sums], ("Outer", Expression.Batch), ("Rows", columns ? window.KernelWidth : tile.Columns));
        Expression offsetX = columns
            ? window.DilationHeight * x.Row * row
            : Expression.InRows(row, window.KernelWidth, window.DilationHeight * x.Row, window.DilationWidth * x.Pixel);
        Expression offsetW = (columns ? window.KernelWidth : 1) * tap * row;
        using IDisposable? each = columns ? step.Loop("channel", tile.Column, tile.Column + tile.Columns) : null;
        Expression channel = columns ? Expression.Named("channel") : tile.Column;
        for (int group = 0; group < Op.Forward.Groups; group++)
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, offsetX, x.Channel * channel, Start(x) + (group * inputs * x.Channel)),
                step.InputAt(1, group * outputs * dy.Channel), step.OutputAt(0, offsetW, Op.Forward.Channels * channel, group * outputs), step.Accumulate, shape);
    }

    /// <summary>An item is an input channel and a kernel row.</summary>
    private void WritePlanar(StepBuilder step)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        Window window = Op.Forward.Window;
        long inputs = x.Channels / Op.Forward.Groups, outputs = Op.Forward.Channels / Op.Forward.Groups, tap = inputs * Op.Forward.Channels;
        IEnumerable<Field> fields = Field.Of(
            ("InputChannels", 1), ("OutputChannels", outputs), ("OutputHeight", dy.Height), ("OutputWidth", dy.Width),
            ("KernelHeight", 1), ("KernelWidth", window.KernelWidth), ("StrideHeight", window.StrideHeight), ("StrideWidth", window.StrideWidth),
            ("InputSampleStride", step.InputStride(0)), ("InputPlaneStride", x.Channel), ("InputRowStride", x.Row),
            ("TapRowStride", window.DilationHeight * x.Row), ("TapColumnStride", window.DilationWidth),
            ("GradientSampleStride", step.InputStride(1)), ("GradientPlaneStride", dy.Channel), ("GradientRowStride", dy.Row),
            ("WeightRowStride", window.KernelWidth * tap), ("WeightColumnStride", tap), ("WeightChannelStride", Op.Forward.Channels));
        long items = (long)x.Channels * window.KernelHeight;
        (Expression first, Expression end) = step.Items("Item", items, 1, Cost(step, items));
        using IDisposable loop = step.Loop("item", first, end);
        Expression item = Expression.Named("item");
        Expression channel = step.Let("channel", item / window.KernelHeight), row = step.Let("row", item % window.KernelHeight);
        Expression group = Op.Forward.Groups == 1 ? 0 : channel / inputs, own = Op.Forward.Groups == 1 ? channel : channel % inputs;
        step.Call(
            KernelFamily.PlanarWeightGradient, step.InputAt(0, x.Channel * channel, window.DilationHeight * x.Row * row, Start(x)),
            step.InputAt(1, outputs * dy.Channel * group),
            step.OutputAt(0, window.KernelWidth * tap * row, Op.Forward.Channels * own, outputs * group), step.Accumulate,
            StepBuilder.Constant("PlanarWeightGradientShape", fields, ("Samples", Expression.Batch)));
    }

    /// <summary>Where the first tap of the first output reads.</summary>
    private long Start(Geometry x) => -((Op.Forward.Window.PadTop * x.Row) + (Op.Forward.Window.PadLeft * x.Pixel));
}
