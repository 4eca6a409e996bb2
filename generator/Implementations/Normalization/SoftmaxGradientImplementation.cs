using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="SoftmaxGradient"/> is computed.</summary>
internal sealed class SoftmaxGradientImplementation(SoftmaxGradient op) : Implementation<SoftmaxGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Emit(StepText step) =>
        step.Call(
            "global::Kiln.Kernels.Softmax.Gradient",
            [$"ref {step.InputAt(1)}", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", .. LastDimension.Of(step.OutputType()).Arguments]);
}
