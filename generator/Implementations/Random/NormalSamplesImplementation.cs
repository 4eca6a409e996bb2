using Kiln.Generator.Graphs;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Normal samples, or their gradient. Both number elements alike: in the order of the shape.</summary>
internal sealed class NormalSamplesImplementation(Op op, string method, string key) : Implementation<Op>(op)
{
    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override void Write(StepBuilder step) => step.Call(
        "NormalSamples", method, step.InputAt(0), step.InputAt(1), step.OutputAt(), step.OutputType().Shape.ElementCount, new Argument.NormalKey(key));
}
