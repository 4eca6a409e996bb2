using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ScaledDotProductAttentionImplementation(ScaledDotProductAttention op) : Implementation<ScaledDotProductAttention>(op, title: "attention")
{
    /// <summary>Queries of a head that are an item: so many that transposing its keys for them takes little.</summary>
    private const int QueriesOfItem = 64;

    /// <summary>Tokens are rows; the mask is one run of floats.</summary>
    public static MemoryOrder OrderOf(int count, int input) => AttentionSizes.IsMask(count, input) ? MemoryOrder.Natural : MemoryOrder.Rows;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => OrderOf(types.Inputs.Count, input);

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[output].Shape);

    /// <summary>The transposed keys, or those of a chunk, and the scores of one head.</summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        AttentionSizes sizes = AttentionArguments.Sizes(Op.Heads, inputs);
        return (sizes.Width + sizes.Queries) * KeyChunks.Pitch(sizes, Chunks(sizes));
    }

    /// <summary>The maxima, the sums and the outputs of the chunks.</summary>
    public override PartialSums PartialSums(LaidOutTypes types) => Chunks(AttentionArguments.Sizes(Op.Heads, types.Inputs.Select(input => input.Type)));

    private static PartialSums Chunks(AttentionSizes sizes)
    {
        long items = sizes.Heads * new Cut(sizes.Queries, QueriesOfItem).ItemCount, numbers = sizes.Heads * sizes.Queries;
        return KeyChunks.Of(sizes, items, sizes.MultiplyAdds, _ => [numbers, numbers, numbers * sizes.Width]);
    }

    public override void Write(StepBuilder step)
    {
        AttentionSizes sizes = AttentionArguments.Sizes(step, Op.Heads, step.OwnInputs);
        if (step.PartialSums.Chunks > 1)
        {
            WriteChunks(step, sizes);
            return;
        }

        Cut queries = new(sizes.Queries, QueriesOfItem);
        Expression cost = AttentionArguments.Cost(sizes, sizes.MultiplyAdds) / Op.Heads / queries.Count;
        using IDisposable items = step.Tiles(new Cut(Op.Heads, 1), queries, cost, out Tile tile);
        step.Call("Attention", "Forward",
            [.. AttentionArguments.Inputs(step, step.OwnInputs, tile.Column, 0), step.OutputAt(0, step.Output().Row * tile.Column), step.Workspace(),
                .. AttentionArguments.Settings(step, Op, step.OwnInputs, step.Output().Row, tile.Columns), tile.Row, tile.Row + tile.Rows,
                .. tile.Column == 0 ? (Argument[])[] : [tile.Column]]);
    }

    private void WriteChunks(StepBuilder step, AttentionSizes sizes)
    {
        int count = step.OwnInputs;
        using (KeyChunks.Items(step, sizes, AttentionArguments.Cost(sizes, sizes.MultiplyAdds), out SumItem head, out LongRowPart keys))
            step.Call("LongAttention", "Forward", [
                .. AttentionArguments.Inputs(step, count, 0, keys.First), step.SumAt(head, 2), step.SumAt(head, 0), step.SumAt(head, 1), step.Workspace(),
                .. AttentionArguments.Settings(step, Op, count, sizes.Features, sizes.Queries, keys.Columns), head.First, head.End, keys.First]);
        step.NextPhase();
        (Expression first, Expression end) = KeyChunks.Queries(step, sizes);
        step.Call("LongAttention", "Join", [
            step.PartialSumAt(2, sizes.Features * first), step.PartialSumAt(0, Op.Heads * first), step.PartialSumAt(1, Op.Heads * first), step.ChunksOfRow(0),
            AttentionArguments.Inputs(step, count, 0, 0)[3], step.OutputAt(0, step.Output().Row * first),
            AttentionArguments.Settings(step, Op, count, step.Output().Row, end - first).First()]);
    }
}
