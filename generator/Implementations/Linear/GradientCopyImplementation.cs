using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="GradientCopy"/> is computed.</summary>
internal sealed class GradientCopyImplementation(GradientCopy op) : Implementation<GradientCopy>(op)
{
    public override void Write(StepBuilder step) =>
        step.Call("Reductions", "Copy", step.InputAt(0), step.OutputAt(),
            step.OutputType().Shape.ElementCount, step.Accumulate);
}
