using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class EmbeddingImplementation(Embedding op) : Implementation<Embedding>(op, Traits.ReadsCaller, "lookup")
{
    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[0].Shape);

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) =>
        input == 0 ? new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[0].Shape.ElementCount, Op.Vocabulary]) : null;

    public override Op? PackingOf(int input, LaidOutTypes types) => input == 1 ? new PackVector(Op.Vocabulary * Op.Units) : null;

    public override void Write(StepBuilder step)
    {
        LastDimension y = LastDimension.Of(step.OutputType());
        RowRange rows = y.Cut(step);
        step.Call("Embedding", "Lookup", step.InputAt(0, rows.First), step.InputAt(1), step.OutputAt(0, rows.Offset), rows.Rows, Op.Units, Op.Units, y.Stride);
    }
}
