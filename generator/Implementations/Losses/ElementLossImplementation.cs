using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A loss that adds up elements, or its gradient: one call of a class of that name, over the sample's elements in the order of their shape.</summary>
internal sealed class ElementLossImplementation(Op op, string @class, bool isGradient) : Implementation<Op>(op)
{
    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input < 2 ? MemoryOrder.Natural : null;

    public override void Write(StepBuilder step)
    {
        Argument[] common = [step.InputAt(0), step.InputAt(1), 1, step.InputType(0).Shape.ElementCount, 0];
        if (isGradient)
        {
            step.Call(@class, "Gradient", [.. common, new Argument.Element(step.InputAt(2)), step.OutputAt()]);
            return;
        }

        step.Call(@class, "Forward", [.. common, step.OutputAt()]);
        step.Add(new Statement.Store(step.OutputAt(1), Argument.Float(1)));
    }
}
