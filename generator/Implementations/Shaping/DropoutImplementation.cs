using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Dropout"/> is computed.</summary>
internal sealed class DropoutImplementation(Dropout op) : Implementation<Dropout>(op)
{
    public override bool FlatMemory => true;

    /// <summary>Forward and backward must number elements alike, so that both use the order that the shape prefers.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Orders.Preferred(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Orders.Preferred(inputs[0].Shape);

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
