using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A map enlarged, row by row.</summary>
internal sealed class Int8UpsampleImplementation(Int8Upsample op) : Int8Implementation<Int8Upsample>(op, Traits.ReadsParts, "int8 copy")
{
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        (Expression first, Expression end) = step.Items("Row", y.Height, 1, (long)y.Width * y.Channels);
        Argument[] height = Op.Forward.Interpolation == Interpolation.Bilinear ? [x.Height] : [];
        step.Call("Int8Upsampling", Op.Forward.Interpolation.ToString(), [
            step.InputAt(0), StepBuilder.Strides(x), .. Enumerable.Range(1, step.OwnInputs - 1).Select(input => step.InputAt(input)), step.OutputAt(),
            StepBuilder.Strides(y), x.Channels, .. height, x.Width, Op.Forward.Factor, first, end]);
    }
}
