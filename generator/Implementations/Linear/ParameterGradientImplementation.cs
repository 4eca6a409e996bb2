using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Gradients of a parameter as one, by a method of Reductions that goes onto what the caller accumulates.</summary>
internal sealed class ParameterGradientImplementation(Op op, string method) : Implementation<Op>(op, Traits.OverBatch)
{
    private const int ElementsPerItem = 4096;

    public override void Write(StepBuilder step)
    {
        (Expression first, Expression end) = step.Items("Element", step.OutputType().Shape.ElementCount, ElementsPerItem, StepBuilder.CostOfElement);
        IEnumerable<Argument> inputs = Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input, first));
        step.Call("Reductions", method, [.. inputs, step.OutputAt(0, first), end - first, step.Accumulate]);
    }
}
