using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="EmbeddingGradient"/> is computed.</summary>
internal sealed class EmbeddingGradientImplementation(EmbeddingGradient op) : Implementation<EmbeddingGradient>(op)
{
    public override bool IsOverBatch => true;

    /// <summary>Ranges of rows: enough for threads to share evenly, few enough that reading all indices for each costs nothing.</summary>
    private const int MostItems = 64;

    /// <summary>The rows of an item.</summary>
    public static long RowsPerItem(long rows) => (rows + MostItems - 1) / MostItems;

    public override bool ReadsCaller(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 1 ? LastDimension.OrderOf(inputs[1].Shape) : null;

    public override void Write(StepBuilder step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1));
        // Every item reads all indices, and clears its rows.
        long units = step.OutputType().Shape[1], rows = step.InputType(1).Shape.ElementCount / units;
        long tile = RowsPerItem(Op.Vocabulary);
        Expression cost = units + ((rows + (rows * units / MostItems)) * step.Batch / tile);
        (Expression first, Expression end) = step.Items("Row", Op.Vocabulary, tile, cost);
        step.Call("Embedding", "Scatter", step.InputAt(0), step.InputAt(1), Expression.Batch,
            step.InputStride(1), dy.Rows, dy.Stride, step.OutputAt(),
            dy.Columns, dy.Columns, first, end, step.Accumulate);
    }
}
