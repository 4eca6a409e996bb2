using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>What the caller gives, in the order of the arena: bytes, or real numbers if the call has these.</summary>
internal sealed class Int8AcceptImplementation(Int8Accept op) : Int8Implementation<Int8Accept>(op, Traits.ReadsCaller, null)
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => null;

    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        if (step.InputIsChannelsLastOfCaller(0)) x = x with { Channel = 1, Pixel = x.Channels, Row = (long)x.Width * x.Channels };
        step.Call("Int8Caller", Op.IsOfBytes ? "AcceptBytes" : "Accept", [
            new Argument.Named("kiln.IntegersIn"), step.InputAt(0), Expression.Sample * step.OutputType().Shape.ElementCount, StepBuilder.Strides(x),
            .. Enumerable.Range(1, step.OwnInputs - 1).Select(input => step.InputAt(input)), step.OutputAt(), StepBuilder.Strides(y), y.Channels, y.Height,
            y.Width]);
    }
}
