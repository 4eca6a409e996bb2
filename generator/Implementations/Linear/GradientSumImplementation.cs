using Kiln.Generator.Steps;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="GradientSum"/> is computed.</summary>
internal sealed class GradientSumImplementation(GradientSum op) : Implementation<GradientSum>(op)
{
    /// <summary>Elements that one item adds.</summary>
    private const int ElementsPerItem = 4096;

    public override (Expression Items, Expression Cost) Work(StepBuilder step) =>
        ((step.OutputType().Shape.ElementCount + ElementsPerItem - 1) / ElementsPerItem, ElementsPerItem);

    public override void Write(StepBuilder step)
    {
        Expression begin = step.Let("begin", ElementsPerItem * Expression.First);
        Expression end = step.Let("end", Expression.Min(ElementsPerItem * Expression.Last, step.OutputType().Shape.ElementCount));
        step.Call("Reductions", "Add", step.InputAt(0, begin), step.InputAt(1, begin), step.OutputAt(0, begin), end - begin, step.Accumulate);
    }
}
