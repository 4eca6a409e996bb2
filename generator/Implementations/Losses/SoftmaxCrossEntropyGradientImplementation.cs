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

    public override void Write(StepBuilder step)
    {
        long positions = step.InputType(1).Shape.ElementCount, classes = SoftmaxCrossEntropy.Classes(step.InputType(0).Shape);
        (Expression first, Expression end) = step.Items("Position", positions, 16, classes * RowsImplementation.CostOfElement);
        step.Call(
            "SoftmaxCrossEntropy", "Gradient",
            [.. SoftmaxCrossEntropyImplementation.Arguments(Op.Forward, step, first, end - first), new Argument.Element(step.InputAt(2)),
                step.OutputAt(0, SoftmaxCrossEntropyImplementation.Stride(step) * first)]);
    }
}
