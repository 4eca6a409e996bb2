using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class LengthMaskImplementation(LengthMask op) : Implementation<LengthMask>(op, Traits.ReadsCaller)
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Rows;

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) =>
        new Statement.Call(new Callee.Method("SequencePositions", "ValidateLengths"), [first, batch, Op.Size]);

    public override void Write(StepBuilder step) =>
        step.Call("SequencePositions", "LengthMask",
            new Argument.Element(step.InputAt(0)), step.OutputAt(), Op.Size, LastDimension.Of(step.OutputType()).Stride);
}
