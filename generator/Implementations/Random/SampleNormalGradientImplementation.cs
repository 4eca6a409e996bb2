using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="SampleNormalGradient"/> is computed.</summary>
internal sealed class SampleNormalGradientImplementation(SampleNormalGradient op) : Implementation<SampleNormalGradient>(op)
{
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Write(StepBuilder step) =>
        step.Call("NormalSamples", "Gradient",
            step.InputAt(0), step.InputAt(1), step.OutputAt(), step.OutputType().Shape.ElementCount, new Argument.NormalKey(Op.Key));
}
