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

/// <summary>A result in the caller's order: bytes, or real numbers if the call wants these.</summary>
internal sealed class Int8DeliverImplementation(Int8Deliver op) : Int8Implementation<Int8Deliver>(op, Traits.ReadsParts, null)
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Caller;

    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        step.Call("Int8Caller", "Deliver", [
            new Argument.Named("kiln.IntegersOut"), step.InputAt(0), StepBuilder.Strides(x), step.InputAt(1), step.InputAt(2), step.OutputAt(),
            Expression.Sample * step.OutputType().Shape.ElementCount, StepBuilder.Strides(y), x.Channels, x.Height, x.Width]);
    }
}

/// <summary>The ends of an island of floats: real numbers as bytes, and back.</summary>
internal sealed class Int8IslandImplementation(Op op, string method) : Int8Implementation<Op>(op, Traits.ByStrides | Traits.WritesNoBorders, "int8 conversion")
{
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        step.Call("Int8Ends", method, [
            step.InputAt(0), StepBuilder.Strides(x), step.InputAt(1), step.InputAt(2), step.OutputAt(), StepBuilder.Strides(y), x.Channels, x.Height, x.Width]);
    }
}
