using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="OneHot"/> is computed.</summary>
internal sealed class OneHotImplementation(OneHot op) : Implementation<OneHot>(op)
{
    public override string? Title(LaidOutType output) => "lookup";

    public override bool ReadsCaller(int input) => true;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) =>
        new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[0].Shape.ElementCount, Op.Classes]);

    public override void Write(StepBuilder step)
    {
        LastDimension y = LastDimension.Of(step.OutputType());
        RowRange rows = y.Cut(step);
        step.Call("Embedding", "OneHot", step.InputAt(0, rows.First), step.OutputAt(0, rows.Offset), rows.Rows, Op.Classes, y.Stride);
    }
}
