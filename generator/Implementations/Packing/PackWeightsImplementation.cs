using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class PackWeightsImplementation(PackWeights op) : Implementation<PackWeights>(op)
{
    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => new(MemoryOrder.Packed);

    public override void Write(StepBuilder step)
    {
        for (int i = 0; i < Op.Blocks.Count; i++)
        {
            WeightBlock block = Op.Blocks[i];

            // A phase of a strided gradient that no tap reaches.
            if (block.Rows.Count == 0) continue;
            step.Call("Packing", Op.Panels ? "Pack" : "PackRows",
                step.InputAt(0, block.Start), step.OutputAt(0, Op.OffsetOf(i)), Axis(block.Rows), Axis(block.Columns));
        }
    }

    private static Argument Axis(PackAxis axis) => axis is { OuterCount: 1, MiddleCount: 1 } && axis.Padded == axis.InnerCount
        ? new Argument.Structure("PackAxis", [axis.InnerCount, axis.InnerStride])
        : new Argument.Structure(
            "PackAxis", [axis.OuterCount, axis.OuterStride, axis.MiddleCount, axis.MiddleStride, axis.InnerCount, axis.InnerStride, axis.Padded]);
}
