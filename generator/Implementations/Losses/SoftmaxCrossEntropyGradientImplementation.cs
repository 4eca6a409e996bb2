using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class SoftmaxCrossEntropyGradientImplementation(SoftmaxCrossEntropyGradient op)
    : Implementation<SoftmaxCrossEntropyGradient>(op, Traits.NoBorders)
{
    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input == 0 ? SoftmaxCrossEntropyImplementation.OrderOf(types.Inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => SoftmaxCrossEntropyImplementation.OrderOf(types.Outputs[0].Shape);

    /// <summary>What chunks of the classes of a position leave for each other.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) =>
        LongRows.Chunks(SoftmaxCrossEntropyImplementation.PositionsOf(types.Inputs[0]), RowsImplementation.CostOfElement, numbers: 3);

    public override void Write(StepBuilder step)
    {
        LastDimension positions = SoftmaxCrossEntropyImplementation.PositionsOf(step.InputType(0));
        if (step.PartialSums.Chunks > 1)
        {
            WriteChunks(step, positions);
            return;
        }

        long tile = Math.Max(1, Math.Min(16, StepBuilder.FloatsOfItem / positions.Columns));
        (Expression first, Expression end) = step.Items("Position", positions.Rows, tile, positions.Columns * RowsImplementation.CostOfElement);
        step.Call("SoftmaxCrossEntropy", "Gradient", [
            .. SoftmaxCrossEntropyImplementation.Arguments(Op.Forward, step, first, end - first), new Argument.Element(step.InputAt(2)),
            step.OutputAt(0, positions.Stride * first)]);
    }

    private void WriteChunks(StepBuilder step, LastDimension positions)
    {
        SoftmaxCrossEntropy loss = Op.Forward;
        (Argument smoothing, Argument weights) = (Argument.Float(loss.LabelSmoothing), SoftmaxCrossEntropyImplementation.ClassWeightsOf(loss));
        LongRows.Begin(step, RowsImplementation.CostOfElement, "LongSoftmaxCrossEntropy", "Exponentials",
            part => [step.InputAt(0, part.Offset), step.OutputAt(0, part.Offset), part.First, part.Columns, smoothing, weights], positions);
        LongRows.End(step, StepBuilder.CostOfElement, "LongSoftmaxCrossEntropy", "Gradient",
            part => [
                step.OutputAt(0, part.Offset), step.InputAt(1, part.Row), part.First, part.Columns, positions.Columns, smoothing, loss.IgnoreIndex, weights,
                new Argument.Element(step.InputAt(2))],
            positions);
    }
}
