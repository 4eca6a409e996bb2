using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class PadImplementation(Pad op) : Implementation<Pad>(op, Traits.ReadsParts, "copy")
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Outputs[0].Type);

    /// <summary>The constant everywhere, pads of memory included, then x into its place.</summary>
    public override void Write(StepBuilder step)
    {
        Geometry y = step.Output();
        (long[] from, long[] to) = StridedCopy.Strides(step);
        (Expression first, Expression end) = step.Items("Float", y.Floats, StepBuilder.FloatsOfItem, StepBuilder.CostOfElement);
        step.Call("Layouts", "Fill", step.OutputAt(0, y.Start - y.Interior + first), end - first, Argument.Float(Op.Value));
        step.NextPhase();
        StridedCopy.Write(step, 0, 0, from, Op.Before.Select((before, axis) => before * to[axis]).Sum(), to, step.InputType(0).Shape.Dimensions);
    }
}
