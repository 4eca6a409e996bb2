using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormShift"/> is computed.</summary>
internal sealed class BatchNormShiftImplementation(BatchNormShift op) : Implementation<BatchNormShift>(op)
{
    public override void Write(StepBuilder step) => step.Call("ChannelFolding", "Shift",
        step.InputAt(0), step.InputAt(1), step.InputAt(2), step.OutputAt(),
        step.OutputType().Shape.ElementCount);
}
