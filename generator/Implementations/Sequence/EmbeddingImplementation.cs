using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Embedding"/> is computed.</summary>
internal sealed class EmbeddingImplementation(Embedding op) : Implementation<Embedding>(op)
{
    public override bool ReadsCaller(int input) => true;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch)
    {
        string indices = SourceWriter.Number(inputs[0].Shape.ElementCount);
        return input == 0 ? $"global::Kiln.Kernels.Embedding.Validate({first}, {batch}, {indices}, {SourceWriter.Number(Op.Vocabulary)});" : null;
    }

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 1 ? new PackVector(Op.Vocabulary * Op.Units) : null;

    public override void Emit(StepText step)
    {
        LastDimension y = LastDimension.Of(step.OutputType());
        step.Call("global::Kiln.Kernels.Embedding.Lookup", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.OutputAt()}",
            SourceWriter.Number(y.Rows), SourceWriter.Number(Op.Units), SourceWriter.Number(Op.Units), SourceWriter.Number(y.Stride));
    }
}
