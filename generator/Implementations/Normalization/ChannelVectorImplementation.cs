using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>One call of <c>ChannelFolding</c> on vectors with an element for each channel, when weights are packed.</summary>
internal sealed class ChannelVectorImplementation(Op op, string method, double? number = null) : Implementation<Op>(op)
{
    public override void Write(StepBuilder step)
    {
        IEnumerable<Argument> inputs = Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input));
        Argument[] further = number is { } value ? [Argument.Float(value)] : [];
        step.Call("ChannelFolding", method, [.. inputs, .. further, step.OutputAt(), step.OutputType().Shape.ElementCount]);
    }
}
