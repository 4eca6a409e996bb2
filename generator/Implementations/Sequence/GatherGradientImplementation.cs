using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="GatherGradient"/> is computed.</summary>
internal sealed class GatherGradientImplementation(GatherGradient op) : Implementation<GatherGradient>(op)
{
    public override bool ReadsCaller(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 1 ? LastDimension.OrderOf(inputs[1].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.Rows;

    public override void Write(StepBuilder step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1)), dx = LastDimension.Of(step.OutputType());
        // Every item reads all indices.
        (Expression first, Expression end) = step.Items("Row", dx.Rows, EmbeddingGradientImplementation.RowsPerItem(dx.Rows), dx.Columns + dy.Rows);
        step.Call(
            "Embedding", "Scatter", step.InputAt(0), step.InputAt(1), 1, 0, dy.Rows, dy.Stride, step.OutputAt(), dx.Columns, dx.Stride, first, end, false);
    }
}
