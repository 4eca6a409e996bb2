using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class TransposeImplementation(Transpose op) : Implementation<Transpose>(op, Traits.ReadsParts, "copy")
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        Op.IsMatrix && types.Inputs[0].Layout.Order == MemoryOrder.Rows ? MemoryOrder.ChannelsLast : Orders.Preferred(types.Outputs[0].Type);

    public override bool KeepsMemory(LaidOutType input, LaidOutType output) =>
        Op.IsMatrix
        && (input.Layout.Order, output.Layout.Order) is (MemoryOrder.Rows, MemoryOrder.ChannelsLast) or (MemoryOrder.ChannelsLast, MemoryOrder.Rows);

    public override void Write(StepBuilder step)
    {
        (long[] from, long[] to) = StridedCopy.Strides(step);
        StridedCopy.Write(step, 0, 0, [.. Op.Axes.Select(axis => from[axis])], 0, to, step.OutputType().Shape.Dimensions);
    }
}
