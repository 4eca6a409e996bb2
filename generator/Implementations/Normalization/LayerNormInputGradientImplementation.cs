using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class LayerNormInputGradientImplementation(LayerNormInputGradient op) : Implementation<LayerNormInputGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input < 2 ? LastDimension.OrderOf(types.Inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[0].Shape);

    public override Op? PackingOf(int input, LaidOutTypes types) => input == 2 ? new PackVector(types.Inputs[input].Shape.ElementCount) : null;

    /// <summary>Of each chunk the sums whose means are subtracted.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) => LongRows.Chunks(types.Outputs[0], StepBuilder.CostOfElement, numbers: 2);

    public override void Write(StepBuilder step)
    {
        if (step.PartialSums.Chunks > 1)
        {
            Argument[] Read(LongRowPart row) => [
                step.InputAt(0, row.Offset), step.InputAt(1, row.Offset), step.InputAt(2, row.First), step.InputAt(3, row.Row), step.InputAt(4, row.Row)];
            LongRows.Begin(step, StepBuilder.CostOfElement, "LongLayerNormalization", "Sums", row => [.. Read(row), row.Columns]);
            LongRows.End(step, StepBuilder.CostOfElement, "LongLayerNormalization", "InputGradient", row => [
                .. Read(row), step.OutputAt(0, row.Offset), row.Columns, LastDimension.Of(step.OutputType()).Columns]);
            return;
        }

        RowRange rows = LastDimension.Of(step.OutputType()).Cut(step);
        step.Call("LayerNormalization", "InputGradient",
            [step.InputAt(0, rows.Offset), step.InputAt(1, rows.Offset), step.InputAt(2), step.InputAt(3, rows.First), step.InputAt(4, rows.First),
                step.OutputAt(0, rows.Offset), .. rows.Arguments]);
    }
}
