using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Reshape"/> is computed.</summary>
internal sealed class ReshapeImplementation(Reshape op) : Implementation<Reshape>(op)
{
    public override bool IsPartOfInput => Op.InPlace;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        !Reshape.IsRow(inputs[0].Shape, outputs[0].Shape)
            ? MemoryOrder.Natural
            : inputs[0].Layout.Order is MemoryOrder.Rows or MemoryOrder.Caller
                ? Orders.Preferred(inputs[0].Shape.Rank == 3 ? inputs[0].Shape : outputs[0].Shape)
                : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Reshape.IsRow(inputs[0].Shape, outputs[0].Shape) ? inputs[0].Layout.Order : MemoryOrder.Natural;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    /// <summary>Maps without border and vectors hold the same elements in the same order: a copy.</summary>
    public override void Emit(StepText step)
    {
        if (step.InputType(0) is { Layout.Order: MemoryOrder.ChannelsLast, Shape.Rank: > 1 })
        {
            Geometry from = step.Input(0), to = step.Output();
            step.Call("global::Kiln.Kernels.Layouts.Copy", $"ref {step.InputAt(0)}", StepText.Strides(from), $"ref {step.OutputAt()}", StepText.Strides(to),
                SourceWriter.Number(to.Channels), "1", SourceWriter.Number(to.Width));
            return;
        }

        CopyAll(step);
    }

    /// <summary>Copies what lies alike, element behind element.</summary>
    public static void CopyAll(StepText step)
    {
        string count = SourceWriter.Number(step.OutputType().Shape.ElementCount), strides = $"global::Kiln.Kernels.MapStrides.Planar({count}, {count})";
        step.Call("global::Kiln.Kernels.Layouts.Copy", $"ref {step.InputAt(0)}", strides, $"ref {step.OutputAt()}", strides, "1", "1", count);
    }
}
