using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A convolution or its input gradient as kernels compute it: sums over taps and source channels for every phase and group. Weights
/// are stored as HWIO ([kernel row][kernel column][input channel of the group][output channel]).
/// </summary>
internal sealed class ConvolutionSteps
{
    private readonly Conv2D _op;
    private readonly IReadOnlyList<TapAxis> _rows;
    private readonly IReadOnlyList<TapAxis> _columns;
    private readonly int _inputsPerGroup;
    private readonly bool _gradient;
    private readonly bool _planar;

    /// <summary>Channels of a group where one kernel does all groups, else 0.</summary>
    private readonly int _groupSize;

    private ConvolutionSteps(Conv2D op, IReadOnlyList<TapAxis> rows, IReadOnlyList<TapAxis> columns, Shape input, bool gradient, bool planar)
    {
        (_op, _rows, _columns, _gradient, _planar) = (op, rows, columns, gradient, planar);
        (_inputsPerGroup, _groupSize) = (input[0] / op.Groups, op.GroupSize(input));
    }

    public static ConvolutionSteps Forward(Conv2D op, Shape input, Shape output) =>
        new(
            op, [TapAxis.Forward(op.Window.RowAxis, output[1])], [TapAxis.Forward(op.Window.ColumnAxis, output[2])], input, gradient: false,
            op.IsPlanar(input));

    public static ConvolutionSteps Gradient(Conv2D op, Shape input) =>
        new(
            op, TapAxis.Gradient(op.Window.RowAxis, input[1]), TapAxis.Gradient(op.Window.ColumnAxis, input[2]), input, gradient: true,
            op.IsGradientPlanar(input));

    private int OutputsPerGroup => _op.Channels / _op.Groups;

    /// <summary>Source channels that one result sums over.</summary>
    private int SumChannels => _gradient ? OutputsPerGroup : _inputsPerGroup;

    private int ResultChannels => _gradient ? _inputsPerGroup : OutputsPerGroup;

    /// <summary>
    /// The border of zeros that the kernel reads around the source. Planar input gradients skip rows above and below instead, which
    /// saves their taps.
    /// </summary>
    public Border Border(Shape source)
    {
        Border border = TapAxis.Border(_rows, _columns, source);
        return SkipsRows ? border with { Top = 0, Bottom = 0 } : border;
    }

    private bool SkipsRows => _planar && _gradient;

    /// <summary>How the weights are packed: a block for each phase and group.</summary>
    public PackWeights Packing(TensorType source)
    {
        long column = (long)_inputsPerGroup * _op.Channels, row = _op.Window.KernelWidth * column;
        (long sum, long result) = _gradient ? (1L, (long)_op.Channels) : (_op.Channels, 1L);
        bool channelsLast = Geometry.Of(source).IsChannelsLast && !_planar;
        var blocks = new List<WeightBlock>();
        foreach ((TapAxis rows, TapAxis columns, int group) in Parts())
        {
            if (_groupSize > 0)
            {
                // Lane by lane: in a gradient the group's sources are the outputs, one after the other.
                PackAxis each = PackAxis.Of(rows.Taps, rows.TapStep * row, columns.Taps, columns.TapStep * column, _groupSize, sum);
                PackAxis lanes = _gradient ? PackAxis.Of(1, 0, _op.Groups, _groupSize, _groupSize, _op.Channels) : PackAxis.Of(_op.Channels, 1);
                blocks.Add(new WeightBlock((rows.FirstTap * row) + (columns.FirstTap * column), each, lanes));
                continue;
            }

            PackAxis depth = channelsLast
                ? PackAxis.Of(rows.Taps, rows.TapStep * row, columns.Taps, columns.TapStep * column, SumChannels, sum)
                : PackAxis.Of(SumChannels, sum, rows.Taps, rows.TapStep * row, columns.Taps, columns.TapStep * column);
            blocks.Add(new WeightBlock(
                (rows.FirstTap * row) + (columns.FirstTap * column) + ((long)group * OutputsPerGroup), depth, PackAxis.Of(ResultChannels, result)));
        }

        return new PackWeights(!_planar, blocks.ToEquatableArray());
    }

    /// <summary>
    /// Items are rows of the result (pixels where it has one row), or panels of its columns where there are more weights than sources, so that no worker reads
    /// all of them.
    /// </summary>
    public void Write(StepBuilder step)
    {
        PackWeights packing = Packing(step.InputType(0));
        bool isOneRow = step.Output().Height == 1;
        IReadOnlyList<TapAxis> lines = isOneRow ? _columns : _rows;
        var rows = (Count: (long)lines.Max(axis => axis.Count), Tile: isOneRow ? StepBuilder.PixelsOfItem : 1);
        bool cutsColumns = IsProduct && packing.PackedFloats > step.Input(0).Floats && ResultChannels >= FewestPanels * DenseSteps.PanelColumns;
        long all = step.Op.MultiplyAdds([.. Enumerable.Range(0, step.OwnInputs).Select(step.InputType)], [step.OutputType()]);
        (Expression first, Expression end) = cutsColumns
            ? step.Items("Column", ResultChannels, DenseSteps.PanelColumns, all / ResultChannels)
            : step.Items(isOneRow ? "Pixel" : "Row", rows.Count, rows.Tile, all / rows.Count);
        Tile tile = cutsColumns ? new Tile(0, rows.Count, first, end - first) : new Tile(first, end - first, 0, ResultChannels);
        int part = 0;
        foreach ((TapAxis row, TapAxis column, int group) in Parts())
        {
            // The phases of a strided gradient differ by one line at most.
            Tile own = lines.All(axis => axis.Count == lines[0].Count)
                ? tile
                : tile with { Rows = Expression.Min(tile.Rows, (isOneRow ? column : row).Count - tile.Row) };
            WritePart(step, row, column, group, packing.OffsetOf(part++), own, isOneRow);
        }

        if (!isOneRow && (_op.Groups == 1 || !IsProduct)) step.FillBorder(0, Filled(step.Output(), tile));
    }

    /// <summary>Panels that are enough for several threads.</summary>
    private const int FewestPanels = 4;

    /// <summary>The rows of the result that a tile makes, and its channels up to the end of their last vector.</summary>
    private Tile Filled(Geometry y, Tile tile)
    {
        long phases = _rows.Count;
        Expression first = phases * tile.Row, end = tile.Row + tile.Rows;
        Expression channels = !y.IsChannelsLast ? y.Channels : IsProduct ? Geometry.Alignment * Expression.Ceiling(tile.Columns, Geometry.Alignment) : Geometry.Align(y.Channels);
        return new Tile(first, (phases == 1 ? end : Expression.Min(phases * end, y.Height)) - first, tile.Column, channels);
    }

    /// <summary>Whether the kernel is a product with packed panels.</summary>
    private bool IsProduct => _groupSize == 0 && !_planar;

    private void WritePart(StepBuilder step, TapAxis rows, TapAxis columns, int group, long weights, Tile tile, bool isOneRow)
    {
        Geometry x = step.Input(0), y = step.Output();
        long source = ((SkipsRows ? 0 : rows.Start) * x.Row) + (columns.Start * x.Pixel) + ((long)group * SumChannels * x.Channel);
        long result = (rows.First * y.Row) + (columns.First * y.Pixel) + ((long)group * ResultChannels * y.Channel);
        Expression sourceOfTile = source + ((isOneRow ? columns.Stride * x.Pixel : SkipsRows ? 0 : rows.Stride * x.Row) * tile.Row);
        Expression resultOfTile = result + ((isOneRow ? columns.Step * y.Pixel : rows.Step * y.Row) * tile.Row) + (y.Channel * tile.Column);
        long depth = (long)rows.Taps * columns.Taps * SumChannels;
        List<Argument> arguments = [step.InputAt(0, sourceOfTile), step.InputAt(1, weights + (depth * tile.Column))];
        if (step.OwnInputs > 2) arguments.Add(step.InputAt(2, ((long)group * ResultChannels) + tile.Column));
        arguments.AddRange([step.OutputAt(0, resultOfTile), .. step.EpilogueArguments(resultOfTile)]);
        Expression height = isOneRow ? rows.Count : tile.Rows, width = isOneRow ? tile.Rows : columns.Count;
        arguments.Add(_groupSize > 0 ? GroupedShape(rows, columns, x, y, height, width)
            : _planar ? PlanarShape(rows, columns, x, y, tile, height, width)
            : GemmShape(rows, columns, x, y, tile, height, width));
        KernelFamily family = _groupSize > 0 ? KernelFamily.GroupedConvolution : _planar ? KernelFamily.PlanarConvolution : KernelFamily.Gemm;
        step.Call(new KernelKey(family, _groupSize), [.. arguments]);
    }

    /// <summary>All groups of one phase, a vector of channels at a time.</summary>
    private static Argument GroupedShape(TapAxis rows, TapAxis columns, Geometry x, Geometry y, Expression height, Expression width) => StepBuilder.Constant(
        "GroupedConvolutionShape",
        Field.Of(
            ("Channels", Geometry.Align(y.Channels)), ("Rows", rows.Count), ("Columns", columns.Count), ("TapRows", rows.Taps), ("TapColumns", columns.Taps),
            ("InputRowStride", rows.Stride * x.Row), ("InputColumnStride", columns.Stride * x.Pixel),
            ("TapRowStride", rows.Advance * x.Row), ("TapColumnStride", columns.Advance * x.Pixel),
            ("OutputRowStride", rows.Step * y.Row), ("OutputColumnStride", columns.Step * y.Pixel)),
        ("Rows", height), ("Columns", width));

    private Argument GemmShape(TapAxis rows, TapAxis columns, Geometry x, Geometry y, Tile tile, Expression height, Expression width)
    {
        bool isOneRun = IsOneRun(rows, columns, x, y);
        IEnumerable<Field> blocks = isOneRun
            ? []
            : Field.Of(("Blocks", rows.Count), ("BlockStride", rows.Stride * x.Row), ("OutputBlockStride", rows.Step * y.Row));
        IEnumerable<Field> pixels = Field.Of(
            ("Rows", (isOneRun ? rows.Count : 1) * columns.Count), ("RowStride", columns.Stride * x.Pixel), ("OutputRowStride", columns.Step * y.Pixel),
            ("Columns", ResultChannels));
        (long Count, long Stride) taps = (rows.Taps, rows.Advance * x.Row), tap = (columns.Taps, columns.Advance * x.Pixel), channel = (SumChannels, x.Channel);
        return StepBuilder.Constant(
            "GemmShape", [.. blocks, .. pixels, .. DenseSteps.Loops(x.IsChannelsLast ? [taps, tap, channel] : [channel, taps, tap])],
            ("Blocks", isOneRun ? 1 : height), ("Rows", (isOneRun ? height : 1) * width), ("Columns", tile.Columns));
    }

    /// <summary>The rows of the result continue each other in both memories, as those of a 1x1 convolution do: one run of pixels.</summary>
    private static bool IsOneRun(TapAxis rows, TapAxis columns, Geometry x, Geometry y) =>
        rows.Stride * x.Row == columns.Count * columns.Stride * x.Pixel && rows.Step * y.Row == columns.Count * columns.Step * y.Pixel;

    private Argument PlanarShape(TapAxis rows, TapAxis columns, Geometry x, Geometry y, Tile tile, Expression height, Expression width)
    {
        IEnumerable<Field> fields = Field.Of(
            ("InputChannels", SumChannels), ("OutputChannels", ResultChannels), ("OutputHeight", rows.Count), ("OutputWidth", columns.Count),
            ("KernelHeight", rows.Taps), ("KernelWidth", columns.Taps), ("StrideHeight", rows.Stride), ("StrideWidth", columns.Stride),
            ("InputPlaneStride", x.Channel), ("InputRowStride", x.Row), ("TapRowStride", rows.Advance * x.Row), ("TapColumnStride", columns.Advance),
            ("WeightStride", ResultChannels), ("OutputPlaneStride", y.Channel), ("OutputRowStride", rows.Step * y.Row), ("OutputColumnStride", columns.Step));
        if (SkipsRows) fields = [.. fields, .. Field.Of(("PaddingTop", -rows.Start), ("InputHeight", x.Height))];
        Expression padding = -rows.Start - (y.Height == 1 ? 0 : rows.Stride * tile.Row);
        (string, Expression)[] replaced = [("OutputHeight", height), ("OutputWidth", width)];
        return StepBuilder.Constant("PlanarConvolutionShape", fields, SkipsRows ? [.. replaced, ("PaddingTop", padding)] : replaced);
    }

    private IEnumerable<(TapAxis Rows, TapAxis Columns, int Group)> Parts()
    {
        foreach (TapAxis rows in _rows)
            foreach (TapAxis columns in _columns)
                for (int group = 0; group < (_groupSize > 0 ? 1 : _op.Groups); group++) yield return (rows, columns, group);
    }
}
