using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// dW[r] = sum of dy[t] over samples and positions with index r. Workers own ranges of rows and add in the order of samples and
/// positions. Inputs: indices, dy.
/// </summary>
internal sealed record EmbeddingGradient(int Vocabulary) : Op
{
    /// <summary>Ranges of rows: enough for threads to share evenly, few enough that reading all indices for each costs nothing.</summary>
    private const int MostItems = 64;

    protected internal override string Detail => FormattableString.Invariant($"{Vocabulary}");

    public override bool BatchCoupled => true;

    public override bool ReadsCaller(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 1 ? LastDimension.OrderOf(inputs[1].Shape) : null;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(Shape.Fixed(Vocabulary, Softmax.Columns(inputs[1].Shape)));

    public override void Evaluate(Reference reference)
    {
        double[] indices = reference.Input(0).Data, dy = reference.Input(1).Data;
        int units = reference.Output().Shape[1];
        for (int i = 0; i < dy.Length; i++) reference.Output().Data[((int)indices[i / units] * units) + (i % units)] += dy[i];
    }

    private int RowsPerItem => (Vocabulary + MostItems - 1) / MostItems;

    public override (string Items, string Cost) Work(StepText step)
    {
        int items = (Vocabulary + RowsPerItem - 1) / RowsPerItem;
        long units = step.OutputType().Shape[1], rows = step.InputType(1).Shape.ElementCount / units;
        return (SourceWriter.Number(items), FormattableString.Invariant($"{RowsPerItem * units} + ({rows} + {rows * units} / {items}) * (long){step.Batch}"));
    }

    public override void Emit(StepText step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1));
        step.Call("global::Kiln.Kernels.Embedding.Scatter", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", "batch",
            SourceWriter.Number(step.InputStride(1)), SourceWriter.Number(dy.Rows), SourceWriter.Number(dy.Stride), $"ref {step.OutputAt()}",
            SourceWriter.Number(dy.Columns), SourceWriter.Number(dy.Columns), FormattableString.Invariant($"{RowsPerItem} * first"),
            FormattableString.Invariant($"nint.Min({RowsPerItem} * last, {Vocabulary})"), step.Accumulate);
    }

    public static IEnumerable<OpCase> Cases =>
        Embedding.Cases.Select(c => new OpCase(c.Name, new EmbeddingGradient(((Embedding)c.Op).Vocabulary), c.Inputs[0], c.OutputGradient));
}
