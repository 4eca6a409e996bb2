using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An algorithm for convolutions, their input gradients and transposed convolutions. Which one is cheapest depends on how well the channels of the result fill
/// vectors, and on the order in which the maps around it lie.
/// </summary>
internal abstract class Convolution(ConvolutionSums sums, KernelKey kernel, string title) : Implementation(Traits.WritesParts, title)
{
    public override StepSupport Steps => StepSupport.Kernel;

    public sealed override long Cost => (long)((Sums.MultiplyAdds / Efficiency) + Sums.Results);

    /// <summary>The part of the core's multiply-adds that the algorithm gets.</summary>
    protected abstract double Efficiency { get; }

    /// <summary>The groups that the kernel is called for; one where it does all of them.</summary>
    protected virtual int Groups => Sums.Groups;

    public ConvolutionSums Sums { get; } = sums;

    /// <summary>The candidates for sums.</summary>
    public static IReadOnlyList<Implementation> Candidates(ConvolutionSums sums) =>
        [new GemmConvolution(sums), new PlanarConvolution(sums), new GroupedConvolution(sums)];

    /// <summary>The part of a vector's lanes that the results of one pixel fill, where these are computed together.</summary>
    protected static double Filled(int channels) => Math.Min(1, (double)channels / Orders.ChannelsLastFrom);

    public override bool ReadsPart(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? Border(inputs[0].Shape) : default;

    public override Op? PackingOf(int input, LaidOutTypes types) => input switch
    {
        1 => Packing(types.Inputs[0]),
        2 => new PackVector(Sums.ResultChannels * Sums.Groups),
        _ => null,
    };

    /// <summary>Panels that are enough for several threads.</summary>
    private const int FewestPanels = 4;

    /// <summary>
    /// Items are rows of the result (pixels where it has one row), or panels of its columns where there are more weights than sources, so that no worker reads
    /// all of them.
    /// </summary>
    public sealed override void Write(StepBuilder step)
    {
        PackWeights packing = Packing(step.InputType(0));
        bool isOneRow = step.Output().Height == 1, cutsColumns = HasPanels && packing.PackedFloats > step.Input(0).Floats
            && Sums.ResultChannels >= FewestPanels * DenseSteps.PanelColumns;
        long all = Cost + ((long)Sums.Results * step.CostOfEpilogue), lines = isOneRow ? Sums.MostColumns : Sums.MostRows;
        (Expression first, Expression end) = cutsColumns
            ? step.Items("Column", Sums.ResultChannels, DenseSteps.PanelColumns, all / Sums.ResultChannels)
            : step.Items(isOneRow ? "Pixel" : "Row", lines, isOneRow ? StepBuilder.PixelsOfItem : 1, all / lines);
        Tile tile = cutsColumns ? new Tile(0, lines, first, end - first) : new Tile(first, end - first, 0, Sums.ResultChannels);
        int part = 0;
        foreach ((TapAxis rows, TapAxis columns, int group) in Sums.Parts(Groups))
            WritePart(step, new ConvolutionPart(rows, columns, group, tile, isOneRow, lines), packing.OffsetOf(part++));
        if (isOneRow || (Sums.Groups > 1 && HasPanels)) return;
        for (int output = 0; output < step.Node.Outputs.Count; output++) step.FillBorder(output, Filled(step.Output(output), tile));
    }

    private void WritePart(StepBuilder step, ConvolutionPart part, long weights)
    {
        Geometry x = step.Input(0), y = step.Output();
        (TapAxis rows, TapAxis columns, Tile tile) = (part.Rows, part.Columns, part.Tile);
        Expression source = (FirstRow(rows) * x.Row) + (columns.Start * x.Pixel) + ((long)part.Group * Sums.SumChannels * x.Channel)
            + (RowsToSkip(rows) * x.Row * part.FirstRow) + (columns.Stride * x.Pixel * part.FirstColumn);
        Expression result = (rows.First * y.Row) + (columns.First * y.Pixel) + ((long)part.Group * Sums.ResultChannels * y.Channel)
            + (rows.Step * y.Row * part.FirstRow) + (columns.Step * y.Pixel * part.FirstColumn) + (y.Channel * tile.Column);
        long depth = (long)rows.Taps * columns.Taps * Sums.SumChannels;
        List<Argument> arguments = [step.InputAt(0, source), step.InputAt(1, weights + (depth * tile.Column))];
        Expression channel = ((long)part.Group * Sums.ResultChannels) + tile.Column;
        if (step.OwnInputs > 2) arguments.Add(step.InputAt(2, channel));
        step.Call(kernel, [.. arguments, step.OutputAt(0, result), .. step.EpilogueArguments(result, channel), Shape(part, x, y)]);
    }

    /// <summary>The rows of the result that a tile makes, and its channels up to the end of their last vector.</summary>
    private Tile Filled(Geometry y, Tile tile)
    {
        long phases = Sums.RowPhases;
        Expression first = phases * tile.Row, end = tile.Row + tile.Rows;
        Expression channels = !y.IsChannelsLast ? y.Channels
            : HasPanels ? Geometry.Alignment * Expression.Ceiling(tile.Columns, Geometry.Alignment)
            : Geometry.Align(y.Channels);
        return new Tile(first, (phases == 1 ? end : Expression.Min(phases * end, y.Height)) - first, tile.Column, channels);
    }

    /// <summary>Whether the weights are packed in panels of columns, which workers may share.</summary>
    protected virtual bool HasPanels => false;

    /// <summary>The border that is read around the source.</summary>
    protected virtual Border Border(Shape source) => Sums.Border(source);

    /// <summary>The first row of the source that the kernel is given.</summary>
    protected virtual int FirstRow(TapAxis rows) => rows.Start;

    /// <summary>The rows of the source from one row of the result to the next, where the kernel is given those from its first one on.</summary>
    protected virtual int RowsToSkip(TapAxis rows) => rows.Stride;

    /// <summary>How the weights are packed: a block for each call of the kernel.</summary>
    protected abstract PackWeights Packing(LaidOutType source);

    /// <summary>The structure of constants for one call of the kernel.</summary>
    protected abstract Argument Shape(ConvolutionPart part, Geometry x, Geometry y);
}
