using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A map within a frame of its zero point.</summary>
internal sealed class Int8PadImplementation(Int8Pad op) : Int8Implementation<Int8Pad>(op, Traits.ReadsParts, "int8 copy")
{
    public override void Write(StepBuilder step)
    {
        (long[] from, long[] to) = StridedCopy.Strides(step);
        (Expression first, Expression end) = step.Items("Byte", step.OutputType().Shape.ElementCount, StepBuilder.FloatsOfItem * sizeof(float), 1);
        step.Call("Int8Fill", "Run", step.InputAt(1), step.OutputAt(0, first), end - first);
        step.NextPhase();
        StridedCopy.Write(
            step, 0, 0, from, Op.Forward.Before.Select((before, axis) => before * to[axis]).Sum(), to, step.InputType(0).Shape.Dimensions);
    }
}
