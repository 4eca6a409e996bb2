using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Slice"/> is computed.</summary>
internal sealed class SliceImplementation(Slice op) : Implementation<Slice>(op)
{
    public override string? Title(LaidOutType output) => "copy";

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Orders.Preferred(outputs[0].Shape);

    public override void Write(StepBuilder step)
    {
        (long[] from, long[] to) = StridedCopy.Strides(step);
        StridedCopy.Write(step, 0, Op.First * from[Op.Axis], from, 0, to, step.OutputType().Shape.Dimensions);
    }
}
