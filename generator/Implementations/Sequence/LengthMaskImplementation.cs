using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="LengthMask"/> is computed.</summary>
internal sealed class LengthMaskImplementation(LengthMask op) : Implementation<LengthMask>(op)
{
    public override bool ReadsCaller(int input) => true;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override string? Check(int input, EquatableArray<TensorType> inputs, string first, string batch) =>
        $"global::Kiln.Kernels.SequencePositions.ValidateLengths({first}, {batch}, {SourceWriter.Number(Op.Size)});";

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.SequencePositions.LengthMask", step.InputAt(0), $"ref {step.OutputAt()}", SourceWriter.Number(Op.Size),
            SourceWriter.Number(LastDimension.Of(step.OutputType()).Stride));
}
