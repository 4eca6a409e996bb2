using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class OfOneSampleImplementation(OfOneSample op) : Implementation<OfOneSample>(op, Traits.ReadsParts, title: null)
{
    public override void Write(StepBuilder step) => StridedCopy.WriteWhole(step);
}
