using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Concat"/> is computed.</summary>
internal sealed class ConcatImplementation(Concat op) : Implementation<Concat>(op)
{
    public override string? Title(TensorType output) => Op.IsInPlace ? "in place" : "copy";

    public override bool HoldsInput(int input) => input < Op.Held.Count && Op.Held[input];

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Orders.Preferred(outputs[0].Shape);

    public override bool ReadsCaller(int input) => true;

    public override void Write(StepBuilder step)
    {
        int first = 0;
        for (int input = 0; input < step.OwnInputs; input++)
        {
            (long[] from, long[] to) = StridedCopy.Strides(step, input);
            Shape part = step.InputType(input).Shape;
            if (!HoldsInput(input)) StridedCopy.Write(step, input, 0, from, first * to[Op.Axis], to, part.Dimensions);
            first += part[Op.Axis];
        }
    }
}
