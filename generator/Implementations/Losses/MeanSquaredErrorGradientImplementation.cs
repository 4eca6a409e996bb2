using Kiln.Generator.Emit;
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

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.MeanSquaredError.Gradient", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", "1",
            SourceWriter.Number(step.InputType(0).Shape.ElementCount), "0", step.InputAt(2), $"ref {step.OutputAt()}");
}
