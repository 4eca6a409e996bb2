using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LogSoftmax"/> is computed.</summary>
internal sealed class LogSoftmaxImplementation(LogSoftmax op) : Implementation<LogSoftmax>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override void Emit(StepText step) =>
        step.Call(
            "global::Kiln.Kernels.Softmax.LogRows", [$"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", .. LastDimension.Of(step.OutputType()).Arguments]);
}
