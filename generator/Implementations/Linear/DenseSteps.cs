using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// What products over a batch share: one GEMM with a row for each sample, or for each token of each sample, cut into tiles of rows and panels.
/// </summary>
internal static class DenseSteps
{
    /// <summary>Columns of a panel of packed weights.</summary>
    public const int PanelColumns = 32;

    /// <summary>
    /// Rows of an item, whole register tiles of 14 rows: enough that a panel, once in L1, is used often, and few enough that a batch has work for several
    /// threads. Half a tile where there are so few panels that rows alone make items.
    /// </summary>
    private const int RowsPerBlock = 56, RowsOfFewPanels = 7, FewPanels = 2;

    /// <summary>Floats from vector to vector of the input.</summary>
    private static long InputRow(StepBuilder step) => Dense.IsSequence(step.InputType(0).Shape) ? step.Input(0).Channel : step.InputStride(0);

    private static long OutputRow(StepBuilder step) => Dense.IsSequence(step.OutputType().Shape) ? step.Output().Channel : step.OutputStride();

    /// <summary>The sum over the elements of a vector, or of a map as three nested loops in the order of memory.</summary>
    private static IEnumerable<Field> Depth(LaidOutType type)
    {
        if (Dense.IsSequence(type.Shape)) return Field.Of(("Inner", type.Shape[1]));
        Geometry x = Geometry.Of(type);
        return Loops(x.IsChannelsLast
            ? [(x.Height, x.Row), (x.Width, x.Pixel), (x.Channels, 1)]
            : [(x.Channels, x.Channel), (x.Height, x.Row), (x.Width, x.Pixel)]);
    }

    /// <summary>Three loops over the depth of a product, outermost first.</summary>
    public static IEnumerable<Field> Loops(IReadOnlyList<(long Count, long Stride)> loops) => Field.Of(
        ("Outer", loops[0].Count), ("OuterStride", loops[0].Stride), ("Middle", loops[1].Count), ("MiddleStride", loops[1].Stride),
        ("Inner", loops[2].Count), ("InnerStride", loops[2].Stride));

    /// <summary>An item is a panel of columns for a block of rows, as the runtime's GemmTiles cuts them.</summary>
    public static void Write(StepBuilder step, bool bias, long columns)
    {
        LaidOutType x = step.InputType(0);
        long tokens = Dense.IsSequence(x.Shape) ? x.Shape[0] : 1;
        Cut allRows = new(tokens * step.Batch, columns <= FewPanels * PanelColumns ? RowsOfFewPanels : RowsPerBlock);
        long cost = (Dense.Features(x.Shape) * Geometry.Align(columns) / columns) + step.CostOfEpilogue;
        using IDisposable tiles = step.ProductTiles(allRows, new Cut(columns, PanelColumns), cost, out Tile tile);
        (Expression firstRow, Expression rows) = (tile.Row, tile.Rows);
        if (step.InputStride(0) == tokens * InputRow(step) && step.OutputStride() == tokens * OutputRow(step))
        {
            Write(step, bias, columns, tile, InputRow(step) * firstRow, OutputRow(step) * firstRow, rows);
            return;
        }

        // A sequence that is a part of a longer one: from sample to sample there is something between.
        using IDisposable samples = step.Loop("sample", firstRow / tokens, Expression.Ceiling(firstRow + rows, tokens));
        Expression sample = Expression.Sample;
        Expression token = step.Let("token", Expression.Max(firstRow - (tokens * sample), 0));
        Expression count = step.Let("count", Expression.Min(firstRow + rows - (tokens * sample), tokens) - token);
        Expression input = (step.InputStride(0) * sample) + (InputRow(step) * token), output = (step.OutputStride() * sample) + (OutputRow(step) * token);
        Write(step, bias, columns, tile, input, output, count);
    }

    /// <summary>Some neighbouring rows of the product, from where their input and output begin.</summary>
    private static void Write(StepBuilder step, bool bias, long columns, Tile tile, Expression input, Expression output, Expression rows)
    {
        LaidOutType x = step.InputType(0);
        Argument shape = StepBuilder.Constant(
            "GemmShape", [.. Field.Of(("Columns", columns), ("RowStride", InputRow(step)), ("OutputRowStride", OutputRow(step))), .. Depth(x)],
            ("Rows", rows), ("Columns", tile.Columns));
        Expression column = tile.Column;
        List<Argument> arguments = [step.InputAt(0, input), step.InputAt(1, Dense.Features(x.Shape) * column)];
        if (bias) arguments.Add(step.InputAt(2, column));
        arguments.Add(step.OutputAt(0, output, column));
        step.Call(KernelFamily.Gemm, [.. arguments, .. step.EpilogueArguments(output + column, column), shape]);
    }
}
