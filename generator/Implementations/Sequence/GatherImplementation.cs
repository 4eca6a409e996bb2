using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class GatherImplementation(Gather op) : Implementation<Gather>(op, title: "lookup")
{
    public override bool ReadsCaller(int input) => input == 1;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[0].Shape);

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) => input != 1 ? null
        : new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[1].Shape.ElementCount, inputs[0].Shape[0]]);

    public override void Write(StepBuilder step)
    {
        LastDimension x = LastDimension.Of(step.InputType(0)), y = LastDimension.Of(step.OutputType());
        RowRange rows = y.Cut(step);
        step.Call("Embedding", "Lookup", step.InputAt(1, rows.First), step.InputAt(0), step.OutputAt(0, rows.Offset), rows.Rows, x.Columns, x.Stride, y.Stride);
    }
}
