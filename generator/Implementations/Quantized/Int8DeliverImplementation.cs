using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

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
