using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="OfOneSample"/> is computed.</summary>
internal sealed class OfOneSampleImplementation(OfOneSample op) : Implementation<OfOneSample>(op)
{
    public override string? Title(LaidOutType output) => null;

    public override bool ReadsPart(int input) => true;

    public override void Write(StepBuilder step) => StridedCopy.WriteWhole(step);
}
