using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaleOutputs"/> is computed.</summary>
internal sealed class ScaleOutputsImplementation(ScaleOutputs op) : Implementation<ScaleOutputs>(op)
{
    public override void Write(StepBuilder step) => step.Call("ChannelFolding", "ScaleOutputs",
        step.InputAt(0), step.InputAt(1), step.OutputAt(),
        (step.OutputType().Shape.ElementCount / step.OutputType().Shape[0]), (step.OutputType().Shape[0]));
}
