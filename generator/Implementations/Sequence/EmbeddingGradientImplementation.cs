using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="EmbeddingGradient"/> is computed.</summary>
internal sealed class EmbeddingGradientImplementation(EmbeddingGradient op) : Implementation<EmbeddingGradient>(op)
{
    /// <summary>Ranges of rows: enough for threads to share evenly, few enough that reading all indices for each costs nothing.</summary>
    private const int MostItems = 64;

    public override bool ReadsCaller(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 1 ? LastDimension.OrderOf(inputs[1].Shape) : null;

    private int RowsPerItem => (Op.Vocabulary + MostItems - 1) / MostItems;

    public override (string Items, string Cost) Work(StepText step)
    {
        int items = (Op.Vocabulary + RowsPerItem - 1) / RowsPerItem;
        long units = step.OutputType().Shape[1], rows = step.InputType(1).Shape.ElementCount / units;
        return (SourceWriter.Number(items), FormattableString.Invariant($"{RowsPerItem * units} + ({rows} + {rows * units} / {items}) * (long){step.Batch}"));
    }

    public override void Emit(StepText step)
    {
        LastDimension dy = LastDimension.Of(step.InputType(1));
        step.Call("global::Kiln.Kernels.Embedding.Scatter", $"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", "batch",
            SourceWriter.Number(step.InputStride(1)), SourceWriter.Number(dy.Rows), SourceWriter.Number(dy.Stride), $"ref {step.OutputAt()}",
            SourceWriter.Number(dy.Columns), SourceWriter.Number(dy.Columns), FormattableString.Invariant($"{RowsPerItem} * first"),
            FormattableString.Invariant($"nint.Min({RowsPerItem} * last, {Op.Vocabulary})"), step.Accumulate);
    }
}
