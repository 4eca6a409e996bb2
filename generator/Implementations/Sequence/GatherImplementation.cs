using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Gather"/> is computed.</summary>
internal sealed class GatherImplementation(Gather op) : Implementation<Gather>(op)
{
    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch)
    {
        if (input != 1) return null;
        string count = SourceWriter.Number(inputs[1].Shape.ElementCount), tokens = SourceWriter.Number(inputs[0].Shape[0]);
        return $"global::Kiln.Kernels.Embedding.Validate({first}, {batch}, {count}, {tokens});";
    }

    public override void Emit(StepText step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0)), y = LastDimension.Of(step.OutputType());
        step.Call("global::Kiln.Kernels.Embedding.Lookup", $"ref {step.InputAt(1)}", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}",
            SourceWriter.Number(y.Rows), SourceWriter.Number(x.Columns), SourceWriter.Number(x.Stride), SourceWriter.Number(y.Stride));
    }
}
