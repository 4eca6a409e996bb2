using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="SoftmaxCrossEntropyGradient"/> is computed.</summary>
internal sealed class SoftmaxCrossEntropyGradientImplementation(SoftmaxCrossEntropyGradient op) : Implementation<SoftmaxCrossEntropyGradient>(op)
{
    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 0 ? SoftmaxCrossEntropyImplementation.OrderOf(inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        SoftmaxCrossEntropyImplementation.OrderOf(outputs[0].Shape);

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

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
