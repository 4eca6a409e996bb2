using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="BinaryCrossEntropy"/> is computed.</summary>
internal sealed class BinaryCrossEntropyImplementation(BinaryCrossEntropy op) : Implementation<BinaryCrossEntropy>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < 2 ? MemoryOrder.Natural : null;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override bool ReadsCaller(int input) => input == 1;

    public override void Write(StepBuilder step)
    {
        step.Call("BinaryCrossEntropy", "Forward", step.InputAt(0), step.InputAt(1), 1,
            step.InputType(0).Shape.ElementCount, 0, step.OutputAt());
        step.Add(new Statement.Store(step.OutputAt(1), Argument.Float(1)));
    }
}
