using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MaskedSoftmaxImplementation(MaskedSoftmax op)
    : LastDimensionImplementation<MaskedSoftmax>(op, RowsImplementation.CostOfElement, numbers: 2, Traits.NoBorders)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input == 1 && MaskedSoftmax.IsRow(types.Inputs[0].Shape, types.Inputs[1].Shape) ? MemoryOrder.Natural : LastDimension.OrderOf(types.Inputs[0].Shape);

    protected override void WriteChunks(StepBuilder step)
    {
        LongRows.Begin(step, RowsImplementation.CostOfElement, "LongSoftmax", "MaskedExponentials", row => [
            step.InputAt(0, row.Offset), step.InputAt(1, MaskStride(step) * row.Row, row.First), step.OutputAt(0, row.Offset), row.Columns]);
        LongRows.End(step, RowsImplementation.CostOfElement, "LongSoftmax", "NormalizeMasked", row => [step.OutputAt(0, row.Offset), row.Columns]);
    }

    protected override void WriteRows(StepBuilder step, RowRange rows) => step.Call("Softmax", "MaskedRows", [
        step.InputAt(0, rows.Offset), step.InputAt(1, MaskStride(step) * rows.First), MaskStride(step), step.OutputAt(0, rows.Offset), .. rows.Arguments]);

    /// <summary>Floats from row to row of the mask.</summary>
    private static long MaskStride(StepBuilder step) =>
        MaskedSoftmax.IsRow(step.InputType(0).Shape, step.InputType(1).Shape) ? 0 : LastDimension.Of(step.InputType(0)).Stride;
}
