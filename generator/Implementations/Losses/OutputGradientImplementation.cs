using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class OutputGradientImplementation(OutputGradient op) : Implementation<OutputGradient>(op, Traits.FlatMemory)
{
    public override bool MayOverwrite(int input) => input == 0;

    public override void Write(StepBuilder step)
    {
        Geometry map = step.Output();
        long start = -map.Interior;
        (Expression first, Expression end) = step.Items("Float", map.Floats, StepBuilder.FloatsOfItem, StepBuilder.CostOfElement);
        step.Call("Reductions", "Scale", step.InputAt(0, start + first), step.OutputAt(0, start + first), end - first, Argument.Scale);
    }
}
