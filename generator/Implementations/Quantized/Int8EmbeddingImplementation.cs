using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Rows of a table of bytes.</summary>
internal sealed class Int8EmbeddingImplementation(Int8Embedding op) : Int8Implementation<Int8Embedding>(op, Traits.ReadsCaller, "int8 copy")
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => null;

    public override void Write(StepBuilder step)
    {
        step.Call(
            "Int8Embedding", "Run", step.InputAt(0), step.InputAt(1), step.OutputAt(), step.InputType(0).Shape.ElementCount, Op.Forward.Units,
            Op.Forward.Vocabulary);
    }

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) => input > 0 ? null
        : new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[0].Shape.ElementCount, Op.Forward.Vocabulary]);
}
