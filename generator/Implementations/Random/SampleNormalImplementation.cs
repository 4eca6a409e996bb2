using Kiln.Generator.Emit;
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

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.NormalSamples.Sample", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.OutputAt()}", Count(step),
            KeyOf(Op.Key));

    internal static string Count(StepText step) => SourceWriter.Number(step.OutputType().Shape.ElementCount);

    internal static string KeyOf(string key) => $"global::Kiln.Kernels.NormalSamples.Stream(kiln.Seed, {SourceWriter.Text(key)}).At(kiln.Step, (int)sample)";
}
