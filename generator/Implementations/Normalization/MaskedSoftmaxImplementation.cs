using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class MaskedSoftmaxImplementation(MaskedSoftmax op) : Implementation<MaskedSoftmax>(op, Traits.NoBorders)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input == 1 && MaskedSoftmax.IsRow(types.Inputs[0].Shape, types.Inputs[1].Shape) ? MemoryOrder.Natural : LastDimension.OrderOf(types.Inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[0].Shape);

    public override PartialSums PartialSums(LaidOutTypes types) => LongRows.Chunks(types.Outputs[0], RowsImplementation.CostOfElement, numbers: 2);

    public override void Write(StepBuilder step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0));
        long maskStride = MaskedSoftmax.IsRow(step.InputType(0).Shape, step.InputType(1).Shape) ? 0 : x.Stride;
        if (step.PartialSums.Chunks > 1)
        {
            LongRows.Begin(step, RowsImplementation.CostOfElement, "LongSoftmax", "MaskedExponentials", row => [
                step.InputAt(0, row.Offset), step.InputAt(1, maskStride * row.Row, row.First), step.OutputAt(0, row.Offset), row.Columns]);
            LongRows.End(step, RowsImplementation.CostOfElement, "LongSoftmax", "NormalizeMasked", row => [step.OutputAt(0, row.Offset), row.Columns]);
            return;
        }

        RowRange rows = x.Cut(step, RowsImplementation.CostOfElement);
        step.Call("Softmax", "MaskedRows",
            [step.InputAt(0, rows.Offset), step.InputAt(1, maskStride * rows.First), maskStride, step.OutputAt(0, rows.Offset), .. rows.Arguments]);
    }
}
