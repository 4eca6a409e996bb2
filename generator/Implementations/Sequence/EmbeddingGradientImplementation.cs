using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class EmbeddingGradientImplementation(EmbeddingGradient op) : Implementation<EmbeddingGradient>(op, Traits.OverBatch)
{
    /// <summary>Ranges of rows: enough for threads to share evenly, few enough that reading all indices for each costs nothing.</summary>
    private const int MostItems = 64;

    /// <summary>The rows of an item.</summary>
    public static long RowsPerItem(long rows) => (rows + MostItems - 1) / MostItems;

    public override bool ReadsCaller(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 1 ? LastDimension.OrderOf(types.Inputs[1].Shape) : null;

    /// <summary>A small table is several tables, each with the sums of some rows.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) => Implementations.PartialSums.OverBatch(
        new Cut(Op.Vocabulary, RowsPerItem(Op.Vocabulary)).ItemCount, types.Inputs[1].Shape.ElementCount, types.Outputs[0].Shape.ElementCount);

    public override void Write(StepBuilder step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1));
        // Every item reads all indices, and clears its rows.
        long units = step.OutputType().Shape[1], rows = step.InputType(1).Shape.ElementCount / units;
        long tile = RowsPerItem(Op.Vocabulary);
        Expression cost = units + ((rows + (rows * units / Math.Min(MostItems, Op.Vocabulary))) * step.Batch / tile);
        using (step.SumItems("Row", Op.Vocabulary, tile, cost, out SumItem item))
        using (step.SumRows(item, Expression.Batch, dy.Rows, out SumRows positions))
            step.Call("Embedding", "Scatter",
                step.InputAt(0, positions.Offset(dy.Rows, 1)), step.InputAt(1, positions.Offset(step.InputStride(1), dy.Stride)), positions.Samples,
                step.InputStride(1), positions.Rows, dy.Stride, step.SumAt(item, 0), dy.Columns, dy.Columns, item.First, item.End, positions.Adds);
        step.EndSums();
    }
}
