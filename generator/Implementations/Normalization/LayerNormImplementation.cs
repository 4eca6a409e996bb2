using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>The numbers of each chunk are that of its elements, their mean and their variance.</summary>
internal sealed class LayerNormImplementation(LayerNorm op) : LastDimensionImplementation<LayerNorm>(op, StepBuilder.CostOfElement, numbers: 3)
{
    public override bool IsOptional(int output) => output > 0;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? LastDimension.OrderOf(types.Inputs[0].Shape) : null;

    public override Op? PackingOf(int input, LaidOutTypes types) => input > 0 ? new PackVector(types.Inputs[input].Shape.ElementCount) : null;

    protected override void WriteChunks(StepBuilder step)
    {
        LongRows.Begin(step, StepBuilder.CostOfElement, "LongLayerNormalization", "Moments", row => [step.InputAt(0, row.Offset), row.Columns]);
        LongRows.End(step, StepBuilder.CostOfElement, "LongLayerNormalization", "Forward", row => [
            step.InputAt(0, row.Offset), step.InputAt(1, row.First), step.InputAt(2, row.First), step.OutputAt(0, row.Offset), row.Columns,
            Argument.Double(Op.Epsilon), step.OptionalOutput(1, row.Row), step.OptionalOutput(2, row.Row)]);
    }

    protected override void WriteRows(StepBuilder step, RowRange rows) => step.Call("LayerNormalization", "Forward", [
        step.InputAt(0, rows.Offset), step.InputAt(1), step.InputAt(2), step.OutputAt(0, rows.Offset), .. rows.Arguments, Argument.Double(Op.Epsilon),
        step.OptionalOutput(1, rows.First), step.OptionalOutput(2, rows.First)]);
}
