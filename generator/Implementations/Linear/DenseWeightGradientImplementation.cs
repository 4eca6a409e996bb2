using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class DenseWeightGradientImplementation(DenseWeightGradient op)
    : Implementation<DenseWeightGradient>(op, Traits.OverBatch | Traits.ReadsCaller | Traits.ReadsParts)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => Dense.IsSequence(types.Inputs[1].Shape) ? MemoryOrder.Rows : null;

    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.OutputsLast);

    /// <summary>Rows of dW that one item computes, a multiple of what register tiles hold (6 and 12 rows), and its columns: two panels of a product.</summary>
    private const int RowsPerItem = 48, ColumnsPerItem = 2 * DenseSteps.PanelColumns;

    public override PartialSums PartialSums(LaidOutTypes types)
    {
        long units = Dense.Features(types.Inputs[1].Shape), weights = types.Outputs[0].Shape.ElementCount;
        (long runs, long rows) = Runs(types.Inputs[0]);
        long items = runs == 1 ? new Cut(rows, RowsPerItem).ItemCount * new Cut(units, ColumnsPerItem).ItemCount : runs;
        return Implementations.PartialSums.OverBatch(items, weights * Tokens(types.Inputs[0].Shape), weights);
    }

    private static long Tokens(Shape x) => Dense.IsSequence(x) ? x[0] : 1;

    /// <summary>
    /// One item is a tile of dW, or, where memory does not hold x in C, H, W order, the rows of one run of neighbours: the
    /// channels of a pixel, or a row of a plane.
    /// </summary>
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        long units = Dense.Features(step.InputType(1).Shape), area = (long)x.Height * x.Width, tokens = Tokens(step.InputType(0).Shape);
        (long runs, long rows) = Runs(step.InputType(0));
        Expression costOfRow = units * tokens * step.Batch;
        List<Field> fields = [.. Field.Of(
            ("Rows", rows), ("Columns", units), ("OuterStrideA", step.InputStride(0)), ("OuterStrideB", step.InputStride(1)), ("RowStride", 1),
            ("OutputRowStride", runs > 1 && x.IsChannelsLast ? area * units : units))];
        if (tokens > 1) fields.AddRange(Field.Of(("Middle", tokens), ("MiddleStrideA", x.Channel), ("MiddleStrideB", dy.Channel)));
        Tile tile = new(0, rows, 0, units);
        Expression offsetX, offsetW;
        IDisposable items;
        SumItem item;
        if (runs == 1)
        {
            items = step.SumTiles(new Cut(rows, RowsPerItem), new Cut(units, ColumnsPerItem), tokens * step.Batch, out tile, out item);
            (offsetX, offsetW) = (tile.Row, (units * tile.Row) + tile.Column);
        }
        else
        {
            items = step.SumItems(runs, rows * costOfRow, out item);
            offsetX = x.IsChannelsLast ? Expression.InRows(item.First, x.Width, x.Row, x.Pixel) : Expression.InRows(item.First, x.Height, x.Channel, x.Row);
            offsetW = (x.IsChannelsLast ? units : rows * units) * item.First;
        }

        using (items)
        using (step.SumRows(item, Expression.Batch, tokens, out SumRows part))
            step.Call(
                KernelFamily.GemmWeightGradient, step.InputAt(0, part.Offset(step.InputStride(0), x.Channel), offsetX),
                step.InputAt(1, part.Offset(step.InputStride(1), dy.Channel), tile.Column), step.SumAt(item, 0, offsetW), part.Adds,
                StepBuilder.Constant("WeightGradientShape", fields, [
                    ("Rows", tile.Rows), ("Columns", tile.Columns), ("Outer", part.Samples),
                    .. tokens > 1 ? [("Middle", part.Rows)] : Array.Empty<(string, Expression)>()]));
        step.EndSums();
    }

    /// <summary>Runs of neighbours in memory that are evenly spaced in C, H, W order, and their length.</summary>
    private static (long Runs, long Rows) Runs(LaidOutType type)
    {
        if (Dense.IsSequence(type.Shape)) return (1, type.Shape[1]);
        Geometry x = Geometry.Of(type);
        long area = (long)x.Height * x.Width;
        if (x.IsChannelsLast) return (area, x.Channels);
        return x.Row == x.Width && x.Channel == area ? (1, x.Channels * area) : ((long)x.Channels * x.Height, x.Width);
    }
}
