using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LayerNorm"/> is computed.</summary>
internal sealed class LayerNormImplementation(LayerNorm op) : Implementation<LayerNorm>(op)
{
    public override bool IsOptional(int output) => output > 0;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[output].Shape);

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input > 0 ? new PackVector(inputs[input].Shape.ElementCount) : null;

    public override void Emit(StepText step)
    {
        string Statistics(int output) => step.HasOutput(output) ? $"ref {step.OutputAt(output)}" : $"ref {Framework.Unsafe}.NullRef<float>()";
        step.Call("global::Kiln.Kernels.LayerNormalization.Forward",
            [$"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.InputAt(2)}", $"ref {step.OutputAt()}",
                .. LastDimension.Of(step.OutputType()).Arguments, SourceWriter.Double(Op.Epsilon), Statistics(1), Statistics(2)]);
    }
}
