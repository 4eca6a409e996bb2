using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="SampleNormal"/> is computed.</summary>
internal sealed class SampleNormalImplementation(SampleNormal op) : Implementation<SampleNormal>(op)
{
    /// <summary>Forward and backward number elements alike: in the order of the shape.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Write(StepBuilder step) =>
        step.Call("NormalSamples", "Sample", step.InputAt(0), step.InputAt(1), step.OutputAt(), step.OutputType().Shape.ElementCount,
            new Argument.NormalKey(Op.Key));
}
