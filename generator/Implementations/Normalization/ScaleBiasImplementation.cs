using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaleBias"/> is computed.</summary>
internal sealed class ScaleBiasImplementation(ScaleBias op) : Implementation<ScaleBias>(op)
{
    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.ChannelFolding.ScaleBias", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.InputAt(2)}",
            $"ref {step.OutputAt()}", SourceWriter.Number(step.OutputType().Shape.ElementCount));
}
