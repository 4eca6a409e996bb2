using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Concat"/> is computed: it copies its parts into the whole, but for those that it holds: producers write them there.</summary>
internal sealed class ConcatImplementation(Concat op, EquatableArray<bool> held = default) : Implementation<Concat>(op, Traits.ReadsCaller | Traits.ByStrides)
{
    public override string? Title(LaidOutType output) => held.Count > 0 && held.All(part => part) ? "in place" : "copy";

    public override string Detail => held.Count > 0 ? FormattableString.Invariant($"{held.Count(part => part)} of {held.Count} in place") : "";

    public override bool HoldsInput(int input) => input < held.Count && held[input];

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Outputs[0].Type);

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
