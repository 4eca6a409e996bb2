using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaleOutputs"/> is computed.</summary>
internal sealed class ScaleOutputsImplementation(ScaleOutputs op) : Implementation<ScaleOutputs>(op)
{
    public override void Emit(StepText step) => step.Call("global::Kiln.Kernels.ChannelFolding.ScaleOutputs",
        $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.OutputAt()}",
        SourceWriter.Number(step.OutputType().Shape.ElementCount / step.OutputType().Shape[0]), SourceWriter.Number(step.OutputType().Shape[0]));
}
