using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary><see cref="AsOneSample"/>, or the way back: a copy into memory of the other kind.</summary>
internal sealed class OneSampleImplementation(Op op, bool isBack) : Implementation<Op>(op, isBack ? Traits.ReadsParts : Traits.None, title: null)
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) =>
        isBack ? base.OutputOrder(output, types) : Orders.Preferred(types.Outputs[0].Shape);

    public override void Write(StepBuilder step)
    {
        (long[] from, long[] to) = StridedCopy.Strides(step);
        StridedCopy.Write(step, 0, 0, from, 0, to, step.OutputType().Shape.Dimensions);
    }
}
