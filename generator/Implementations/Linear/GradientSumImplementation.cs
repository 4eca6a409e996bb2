using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class GradientSumImplementation(GradientSum op) : Implementation<GradientSum>(op, Traits.OverBatch)
{
    /// <summary>Elements that one item adds.</summary>
    public const int ElementsPerItem = 4096;

    public override void Write(StepBuilder step)
    {
        (Expression first, Expression end) = step.Items("Element", step.OutputType().Shape.ElementCount, ElementsPerItem, StepBuilder.CostOfElement);
        step.Call("Reductions", "Add", step.InputAt(0, first), step.InputAt(1, first), step.OutputAt(0, first), end - first, step.Accumulate);
    }
}
