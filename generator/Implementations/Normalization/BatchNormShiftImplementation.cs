using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormShift"/> is computed.</summary>
internal sealed class BatchNormShiftImplementation(BatchNormShift op) : Implementation<BatchNormShift>(op)
{
    public override void Emit(StepText step) => step.Call("global::Kiln.Kernels.ChannelFolding.Shift",
        $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.InputAt(2)}", $"ref {step.OutputAt()}",
        SourceWriter.Number(step.OutputType().Shape.ElementCount));
}
