using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Dropout"/> is computed.</summary>
internal sealed class DropoutImplementation(Dropout op) : Implementation<Dropout>(op)
{
    public override bool FlatMemory => true;

    /// <summary>Forward and backward must number elements alike, so that both use the order that the shape prefers.</summary>
    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Orders.Preferred(inputs[0].Shape);

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Orders.Preferred(inputs[0].Shape);

    public override void Emit(StepText step)
    {
        Geometry map = step.Output();
        string start = SourceWriter.Number(-map.Interior), floats = SourceWriter.Number(map.Floats);
        step.Call("global::Kiln.Kernels.Dropout.Apply", $"ref {step.InputAt(0, start)}", $"ref {step.OutputAt(0, start)}", floats, floats, floats, "1",
            $"new global::Kiln.Kernels.DropoutKey(global::Kiln.Kernels.Dropout.Stream((ulong)kiln.Seed, {SourceWriter.Text(Op.Key)}), (ulong)kiln.Step)", "sample",
            SourceWriter.Double(Op.Rate));
    }
}
