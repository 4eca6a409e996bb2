using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

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
