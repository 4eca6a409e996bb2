using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ReshapeImplementation(Reshape op) : Implementation<Reshape>(op, Traits.NoBorders, "copy")
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        !Reshape.IsRow(types.Inputs[0].Shape, types.Outputs[0].Shape)
            ? MemoryOrder.Natural
            : types.Inputs[0].Layout.Order is MemoryOrder.Rows or MemoryOrder.Caller
                ? Orders.Preferred(types.Inputs[0].Shape.Rank == 3 ? types.Inputs[0].Shape : types.Outputs[0].Shape)
                : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        Reshape.IsRow(types.Inputs[0].Shape, types.Outputs[0].Shape) ? types.Inputs[0].Layout.Order : MemoryOrder.Natural;

    public override bool KeepsMemory(LaidOutType input, LaidOutType output) =>
        (Reshape.IsRow(input.Shape, output.Shape) && input.Layout.Order == output.Layout.Order)
        || (input.Layout.Order == MemoryOrder.Natural && output.Layout.Order == MemoryOrder.Natural);

    /// <summary>Maps without border and vectors hold the same elements in the same order: a copy.</summary>
    public override void Write(StepBuilder step)
    {
        if (step.InputType(0) is { Layout.Order: MemoryOrder.ChannelsLast, Shape.Rank: > 1 })
        {
            Geometry from = step.Input(0), to = step.Output();
            long pixels = Math.Max(1, StepBuilder.FloatsOfItem / to.Channels);
            (Expression firstPixel, Expression endPixel) = step.Items("Pixel", to.Width, pixels, to.Channels * StepBuilder.CostOfElement);
            step.Call("Layouts", "Copy",
                step.InputAt(0, from.Pixel * firstPixel), StepBuilder.Strides(from), step.OutputAt(0, to.Pixel * firstPixel), StepBuilder.Strides(to),
                to.Channels, 1, endPixel - firstPixel);
            return;
        }

        if (step.InputType(0) is { Layout.Order: MemoryOrder.OutputsLast, Shape: var weight })
            StridedCopy.Write(step, 0, 0, OutputsLast(weight), 0, [.. Axis.Strides(weight).Select(stride => (long)stride)], weight.Dimensions);
        else
            CopyAll(step);
    }

    /// <summary>From index to index of each dimension of a weight whose outputs, the first dimension, come last in memory, and inputs before them.</summary>
    private static long[] OutputsLast(Shape weight)
    {
        var strides = new long[weight.Rank];
        long stride = 1;
        foreach (int axis in Enumerable.Range(0, Math.Min(2, weight.Rank)).Concat(Enumerable.Range(2, Math.Max(0, weight.Rank - 2)).Reverse()))
        {
            strides[axis] = stride;
            stride *= weight[axis];
        }

        return strides;
    }

    /// <summary>Copies values of the same layout, element by element.</summary>
    public static void CopyAll(StepBuilder step)
    {
        long count = step.OutputType().Shape.ElementCount;
        Argument strides = StepBuilder.Strides(count, 1, count);
        (Expression first, Expression end) = step.Items("Element", count, StepBuilder.FloatsOfItem, StepBuilder.CostOfElement);
        step.Call("Layouts", "Copy", step.InputAt(0, first), strides, step.OutputAt(0, first), strides, 1, 1, end - first);
    }
}
