using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>dx[r] = sum of dy[t] over the positions with index r, within each sample. Inputs: indices, dy.</summary>
internal sealed record GatherGradient(int Length) : Op
{
    protected internal override string Detail => FormattableString.Invariant($"{Length}");

    public override bool ReadsCaller(int input) => input == 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        TensorType.Float(new Shape(inputs[1].Shape.Leading, [Length, Softmax.Columns(inputs[1].Shape)]));

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 1 ? LastDimension.OrderOf(inputs[1].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Rows;

    public override void Evaluate(Reference reference)
    {
        Tensor indices = reference.Input(0), dy = reference.Input(1), dx = reference.Output();
        int features = dx.Shape[1];
        for (int row = 0; row < dy.Rows; row++)
            for (int i = 0; i < dy.RowLength; i++) dx[row, ((int)indices[row, i / features] * features) + (i % features)] += dy[row, i];
    }

    public override void Emit(StepText step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1)), dx = LastDimension.Of(step.OutputType());
        step.Call("global::Kiln.Kernels.Embedding.Scatter", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", "1", "0", SourceWriter.Number(dy.Rows),
            SourceWriter.Number(dy.Stride), $"ref {step.OutputAt()}", SourceWriter.Number(dx.Columns), SourceWriter.Number(dx.Stride), "0",
            SourceWriter.Number(dx.Rows), "false");
    }

    public static IEnumerable<OpCase> Cases =>
        Gather.Cases.Select(c => new OpCase(c.Name, new GatherGradient(c.Inputs[0].Shape[0]), c.Inputs[1], c.OutputGradient));
}
