using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class GatherGradientImplementation(GatherGradient op) : Implementation<GatherGradient>(op)
{
    public override bool ReadsCaller(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 1 ? LastDimension.OrderOf(types.Inputs[1].Shape) : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Rows;

    public override void Write(StepBuilder step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1)), dx = LastDimension.Of(step.OutputType());
        // Every item reads all indices.
        (Expression first, Expression end) = step.Items("Row", dx.Rows, EmbeddingGradientImplementation.RowsPerItem(dx.Rows), dx.Columns + dy.Rows);
        step.Call(
            "Embedding", "Scatter", step.InputAt(0), step.InputAt(1), 1, 0, dy.Rows, dy.Stride, step.OutputAt(), dx.Columns, dx.Stride, first, end, false);
    }
}
