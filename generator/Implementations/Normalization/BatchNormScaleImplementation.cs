using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormScale"/> is computed.</summary>
internal sealed class BatchNormScaleImplementation(BatchNormScale op) : Implementation<BatchNormScale>(op)
{
    public override void Write(StepBuilder step) => step.Call("ChannelFolding", "Scale",
        step.InputAt(0), step.InputAt(1), Argument.Float(Op.Epsilon), step.OutputAt(),
        step.OutputType().Shape.ElementCount);
}
