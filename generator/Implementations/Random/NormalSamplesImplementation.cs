using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Normal samples, or their gradient. Both number elements alike: in the order of the shape.</summary>
internal sealed class NormalSamplesImplementation(Op op, string method, string key) : Implementation<Op>(op, Traits.NoBorders)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.Natural;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Natural;

    public override void Write(StepBuilder step)
    {
        (Expression first, Expression end) = step.Items("Element", step.OutputType().Shape.ElementCount, 256, 64);
        step.Call(
            "NormalSamples", method,
            [step.InputAt(0, first), step.InputAt(1, first), step.OutputAt(0, first), end - first, new Argument.NormalKey(key),
                .. step.FirstUnlessZero(first)]);
    }
}
