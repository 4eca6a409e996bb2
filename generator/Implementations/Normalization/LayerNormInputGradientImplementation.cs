using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>The numbers of each chunk are the sums whose means are subtracted.</summary>
internal sealed class LayerNormInputGradientImplementation(LayerNormInputGradient op)
    : LastDimensionImplementation<LayerNormInputGradient>(op, StepBuilder.CostOfElement, numbers: 2)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input < 2 ? LastDimension.OrderOf(types.Inputs[0].Shape) : null;

    public override Op? PackingOf(int input, LaidOutTypes types) => input == 2 ? new PackVector(types.Inputs[input].Shape.ElementCount) : null;

    protected override void WriteChunks(StepBuilder step)
    {
        Argument[] Read(LongRowPart row) => [
            step.InputAt(0, row.Offset), step.InputAt(1, row.Offset), step.InputAt(2, row.First), step.InputAt(3, row.Row), step.InputAt(4, row.Row)];
        LongRows.Begin(step, StepBuilder.CostOfElement, "LongLayerNormalization", "Sums", row => [.. Read(row), row.Columns]);
        LongRows.End(step, StepBuilder.CostOfElement, "LongLayerNormalization", "InputGradient", row => [
            .. Read(row), step.OutputAt(0, row.Offset), row.Columns, LastDimension.Of(step.OutputType()).Columns]);
    }

    protected override void WriteRows(StepBuilder step, RowRange rows) => step.Call("LayerNormalization", "InputGradient", [
        step.InputAt(0, rows.Offset), step.InputAt(1, rows.Offset), step.InputAt(2), step.InputAt(3, rows.First), step.InputAt(4, rows.First),
        step.OutputAt(0, rows.Offset), .. rows.Arguments]);
}
