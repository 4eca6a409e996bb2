using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Sinusoids"/> is computed.</summary>
internal sealed class SinusoidsImplementation(Sinusoids op) : Implementation<Sinusoids>(op)
{
    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.SequencePositions.Sinusoids", $"ref {step.OutputAt()}", SourceWriter.Number(Op.Length), SourceWriter.Number(Op.Features));
}
