using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="PackVector"/> is computed.</summary>
internal sealed class PackVectorImplementation(PackVector op) : Implementation<PackVector>(op)
{
    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.Packing.PadCopy", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", SourceWriter.Number(Op.Length),
            SourceWriter.Number(Op.PackedFloats));
}
