using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MaskedSoftmax"/> is computed.</summary>
internal sealed class MaskedSoftmaxImplementation(MaskedSoftmax op) : Implementation<MaskedSoftmax>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 1 && MaskedSoftmax.IsRow(inputs[0].Shape, inputs[1].Shape) ? MemoryOrder.Natural : LastDimension.OrderOf(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override PartialSums PartialSums(EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LongRows.Chunks(outputs[0], RowsImplementation.CostOfElement, numbers: 2);

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
