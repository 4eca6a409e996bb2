using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class SinusoidsImplementation(Sinusoids op) : Implementation<Sinusoids>(op)
{
    public override void Write(StepBuilder step) => step.Call("SequencePositions", "Sinusoids", step.OutputAt(), Op.Length, Op.Features);
}
