using Kiln.Generator.Emit;
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

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.NormalSamples.Gradient",
            $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.OutputAt()}", SampleNormalImplementation.Count(step), SampleNormalImplementation.KeyOf(Op.Key));
}
