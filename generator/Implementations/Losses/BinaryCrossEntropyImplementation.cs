using Kiln.Generator.Emit;
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

    public override void Emit(StepText step)
    {
        step.Call("global::Kiln.Kernels.BinaryCrossEntropy.Forward", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", "1",
            SourceWriter.Number(step.InputType(0).Shape.ElementCount), "0", $"ref {step.OutputAt()}");
        step.Writer.Line($"{step.OutputAt(1)} = 1f;");
    }
}
