using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Reshape"/> is computed.</summary>
internal sealed class ReshapeImplementation(Reshape op) : Implementation<Reshape>(op)
{
    public override string? Title(TensorType output) => "copy";

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
    public override void Write(StepBuilder step)
    {
        if (step.InputType(0) is { Layout.Order: MemoryOrder.ChannelsLast, Shape.Rank: > 1 })
        {
            Geometry from = step.Input(0), to = step.Output();
            step.Call("Layouts", "Copy", step.InputAt(0), StepBuilder.Strides(from), step.OutputAt(), StepBuilder.Strides(to),
                to.Channels, 1, to.Width);
            return;
        }

        CopyAll(step);
    }

    /// <summary>Copies values of the same layout, element by element.</summary>
    public static void CopyAll(StepBuilder step)
    {
        long count = step.OutputType().Shape.ElementCount;
        Argument strides = StepBuilder.Strides(count, 1, count);
        step.Call("Layouts", "Copy", step.InputAt(0), strides, step.OutputAt(), strides, 1, 1, count);
    }
}
