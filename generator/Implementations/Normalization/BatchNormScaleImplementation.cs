using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormScale"/> is computed.</summary>
internal sealed class BatchNormScaleImplementation(BatchNormScale op) : Implementation<BatchNormScale>(op)
{
    public override void Emit(StepText step) => step.Call("global::Kiln.Kernels.ChannelFolding.Scale",
        $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", SourceWriter.Float(Op.Epsilon), $"ref {step.OutputAt()}",
        SourceWriter.Number(step.OutputType().Shape.ElementCount));
}
