using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="SoftmaxCrossEntropyGradient"/> is computed.</summary>
internal sealed class SoftmaxCrossEntropyGradientImplementation(SoftmaxCrossEntropyGradient op) : Implementation<SoftmaxCrossEntropyGradient>(op)
{
    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? SoftmaxCrossEntropy.OrderOf(inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        SoftmaxCrossEntropy.OrderOf(outputs[0].Shape);

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.SoftmaxCrossEntropy.Gradient", [.. SoftmaxCrossEntropyImplementation.Arguments(Op.Forward, step), step.InputAt(2), $"ref {step.OutputAt()}"]);
}
