using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class SliceImplementation(Slice op) : Implementation<Slice>(op, Traits.ByStrides, "copy")
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Outputs[0].Type);

    public override void Write(StepBuilder step)
    {
        (long[] from, long[] to) = StridedCopy.Strides(step);
        StridedCopy.Write(step, 0, Op.First * from[Op.Axis], from, 0, to, step.OutputType().Shape.Dimensions);
    }
}
