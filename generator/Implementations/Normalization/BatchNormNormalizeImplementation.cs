using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormNormalize"/> is computed.</summary>
internal sealed class BatchNormNormalizeImplementation(BatchNormNormalize op) : Implementation<BatchNormNormalize>(op)
{
    public override bool ReadsPart(int input) => input == 0;

    public override void Write(StepBuilder step)
    {
        step.Call("BatchNormalization", "Normalize",
            step.InputAt(0), step.InputMaps(0, 1), step.OutputAt(), step.OutputMaps(1), 0, step.Input(0).Channels,
            step.InputAt(3), step.InputAt(4), step.InputAt(1), step.InputAt(2));
    }
}
