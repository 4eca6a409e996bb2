using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class DropoutImplementation(Dropout op) : Implementation<Dropout>(op, Traits.FlatMemory)
{
    /// <summary>Forward and backward must number elements alike, so that both use the order that the shape prefers.</summary>
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => Orders.Preferred(types.Inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Inputs[0].Shape);

    public override void Write(StepBuilder step)
    {
        Geometry map = step.Output();
        long start = -map.Interior, floats = map.Floats;
        (Expression first, Expression end) = step.Items("Float", floats, StepBuilder.FloatsOfItem, 2 * StepBuilder.CostOfElement);
        step.Call("Dropout", "Apply",
            [step.InputAt(0, start + first), step.OutputAt(0, start + first), end - first, floats, floats, 1, new Argument.RandomKey(Op.Key), Expression.Sample,
                Argument.Double(Op.Rate), .. step.FirstUnlessZero(first)]);
    }
}
