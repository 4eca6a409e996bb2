using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Embedding"/> is computed.</summary>
internal sealed class EmbeddingImplementation(Embedding op) : Implementation<Embedding>(op)
{
    public override string? Title(LaidOutType output) => "lookup";

    public override bool ReadsCaller(int input) => true;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        LastDimension.OrderOf(outputs[0].Shape);

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) =>
        input == 0 ? new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[0].Shape.ElementCount, Op.Vocabulary]) : null;

    public override Op? PackingOf(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 1 ? new PackVector(Op.Vocabulary * Op.Units) : null;

    public override void Write(StepBuilder step)
    {
        LastDimension y = LastDimension.Of(step.OutputType());
        RowRange rows = y.Cut(step);
        step.Call("Embedding", "Lookup", step.InputAt(0, rows.First), step.InputAt(1), step.OutputAt(0, rows.Offset), rows.Rows, Op.Units, Op.Units, y.Stride);
    }
}
