using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="MeanSquaredErrorGradient"/> is computed.</summary>
internal sealed class MeanSquaredErrorGradientImplementation(MeanSquaredErrorGradient op) : Implementation<MeanSquaredErrorGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input < 2 ? MemoryOrder.Natural : null;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override bool ReadsCaller(int input) => input == 1;

    public override void Write(StepBuilder step) =>
        step.Call("MeanSquaredError", "Gradient", step.InputAt(0), step.InputAt(1), 1,
            step.InputType(0).Shape.ElementCount, 0, new Argument.Element(step.InputAt(2)), step.OutputAt());
}
