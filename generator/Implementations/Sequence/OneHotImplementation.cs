using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="OneHot"/> is computed.</summary>
internal sealed class OneHotImplementation(OneHot op) : Implementation<OneHot>(op)
{
    public override bool ReadsCaller(int input) => true;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch) =>
        $"global::Kiln.Kernels.Embedding.Validate({first}, {batch}, {SourceWriter.Number(inputs[0].Shape.ElementCount)}, {SourceWriter.Number(Op.Classes)});";

    public override void Emit(StepText step)
    {
        LastDimension y = LastDimension.Of(step.OutputType());
        step.Call("global::Kiln.Kernels.Embedding.OneHot", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", SourceWriter.Number(y.Rows),
            SourceWriter.Number(Op.Classes), SourceWriter.Number(y.Stride));
    }
}
