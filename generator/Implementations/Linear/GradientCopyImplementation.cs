using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class GradientCopyImplementation(GradientCopy op) : Implementation<GradientCopy>(op, Traits.OverBatch)
{
    public override void Write(StepBuilder step)
    {
        (Expression first, Expression end) = step.Items(
            "Element", step.OutputType().Shape.ElementCount, GradientSumImplementation.ElementsPerItem, StepBuilder.CostOfElement);
        step.Call("Reductions", "Copy", step.InputAt(0, first), step.OutputAt(0, first), end - first, step.Accumulate);
    }
}
