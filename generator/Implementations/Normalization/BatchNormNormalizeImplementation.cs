using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BatchNormNormalize"/> is computed.</summary>
internal sealed class BatchNormNormalizeImplementation(BatchNormNormalize op) : Implementation<BatchNormNormalize>(op)
{
    public override bool ReadsPart(int input) => input == 0;

    public override void Write(StepBuilder step)
    {
        Lines lines = step.Lines(StepBuilder.CostOfElement);
        step.Call("BatchNormalization", "Normalize", [.. lines.Maps(step), step.InputAt(3), step.InputAt(4), step.InputAt(1), step.InputAt(2)]);
        step.FillBorder(0, lines);
    }
}
