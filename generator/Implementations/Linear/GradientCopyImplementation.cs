using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="GradientCopy"/> is computed.</summary>
internal sealed class GradientCopyImplementation(GradientCopy op) : Implementation<GradientCopy>(op)
{
    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.Reductions.Copy", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}",
            SourceWriter.Number(step.OutputType().Shape.ElementCount), step.Accumulate);
}
