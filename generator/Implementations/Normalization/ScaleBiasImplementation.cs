using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ScaleBias"/> is computed.</summary>
internal sealed class ScaleBiasImplementation(ScaleBias op) : Implementation<ScaleBias>(op)
{
    public override void Write(StepBuilder step) =>
        step.Call("ChannelFolding", "ScaleBias", step.InputAt(0), step.InputAt(1), step.InputAt(2),
            step.OutputAt(), step.OutputType().Shape.ElementCount);
}
