using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class OneHotImplementation(OneHot op) : Implementation<OneHot>(op, Traits.ReadsCaller, "lookup")
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[0].Shape);

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) =>
        new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[0].Shape.ElementCount, Op.Classes]);

    public override void Write(StepBuilder step)
    {
        RowRange rows = LastDimension.Of(step.OutputType()).Cut(step);
        step.Call("Embedding", "OneHot", step.InputAt(0, rows.First), step.OutputAt(0, rows.Offset), rows.Rows, Op.Classes, rows.Of.Stride);
    }
}
