using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ScaledDotProductAttentionGradientImplementation(ScaledDotProductAttentionGradient op)
    : Implementation<ScaledDotProductAttentionGradient>(op)
{
    /// <summary>So many queries that transposing keys and values for them takes little.</summary>
    private const int QueriesOfChunk = 16;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
        input < types.Inputs.Count - 1 ? ScaledDotProductAttentionImplementation.OrderOf(types.Inputs.Count - 1, input) : MemoryOrder.Rows;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => LastDimension.OrderOf(types.Outputs[output].Shape);

    /// <summary>
    /// The transposed keys or values, and the scores of one head and their gradients, for the queries of a chunk. Of a chunk of keys only its transposed part,
    /// or what dropout leaves of its probabilities.
    /// </summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        AttentionSizes sizes = SizesOf(inputs);
        PartialSums chunks = Chunks(sizes);
        return IsByKeys(chunks)
            ? Math.Max(sizes.Width, sizes.Queries) * KeyChunks.Pitch(sizes, chunks)
            : (sizes.Width + (2 * new Cut(sizes.Queries, chunks.Chunks).ItemCount)) * Geometry.Align(sizes.Keys);
    }

    /// <summary>
    /// The gradients of keys and values are sums over the queries. Where heads are few, each chunk of queries has sums of its own. Those take memory; items of
    /// keys would have to compute the probabilities and their gradients again, two products more than these five, or leave them in memory: so it is cut where
    /// queries are few, too.
    /// </summary>
    public override PartialSums PartialSums(LaidOutTypes types) => Chunks(SizesOf(types.Inputs.Select(input => input.Type)));

    private static PartialSums Chunks(AttentionSizes sizes)
    {
        long cost = Products(sizes), ofQuery = cost / sizes.Queries / sizes.Heads, floats = (long)sizes.Keys * sizes.Features;
        PartialSums byQueries = Implementations.PartialSums.OfProduct(sizes.Heads, cost, QueriesOfChunk * ofQuery, floats, floats);
        long numbers = sizes.Heads * sizes.Queries;
        PartialSums byKeys = KeyChunks.Of(
            sizes, sizes.Heads * byQueries.Chunks, cost, pitch => [numbers, numbers, numbers, numbers * sizes.Width, numbers * pitch, numbers * pitch]);
        return byKeys.Chunks > 1 ? byKeys : byQueries;
    }

    /// <summary>
    /// Whether the chunks leave, for each head and query, maximum, sum and dot product, a share of dq, exponentials and the gradients of probabilities.
    /// </summary>
    private static bool IsByKeys(PartialSums chunks) => chunks.Sizes.Count > 2;

    private static long Products(AttentionSizes sizes) => 5 * sizes.MultiplyAdds / 2;

    private AttentionSizes SizesOf(IEnumerable<TensorType> inputs) => AttentionArguments.Sizes(Op.Forward.Heads, inputs.Take(inputs.Count() - 1));

    public override void Write(StepBuilder step)
    {
        int count = step.OwnInputs - 1, heads = Op.Forward.Heads;
        AttentionSizes sizes = AttentionArguments.Sizes(step, heads, count);
        if (IsByKeys(step.PartialSums))
        {
            WriteChunksOfKeys(step, sizes);
            return;
        }

        Argument.Address GradientAt(int part, Expression token) => PartAt(step, sizes, part, token);
        using (step.SumItems("Head", heads, 1, AttentionArguments.Cost(sizes, Products(sizes)) / heads, out SumItem item))
        using (step.SumRows(item, 1, sizes.Queries, out SumRows queries))
        {
            long stride = item.Chunk is null ? step.Output(AttentionSizes.IsInOne(count) ? 0 : 1).Row : sizes.Features;
            Argument[] sums = item.Chunk is null ? [GradientAt(1, 0), GradientAt(2, 0)] : [step.SumAt(item, 0), step.SumAt(item, 1)];
            step.Call("Attention", "Gradient", [
                .. AttentionArguments.Inputs(step, count, queries.Row, 0), step.InputAt(count, step.Input(count).Row * queries.Row), GradientAt(0, queries.Row),
                .. sums, stride, step.Workspace(), .. AttentionArguments.Settings(step, Op.Forward, count, step.Input(count).Row, queries.Rows), item.First,
                item.End, .. queries.Row == 0 ? (Argument[])[] : [queries.Row]]);
        }

        if (step.PartialSums.Chunks == 1) return;
        step.NextPhase();
        (Expression first, Expression end) = step.Items(
            "Key", sizes.Keys, Math.Max(1, StepBuilder.FloatsOfItem / sizes.Features), 2L * step.PartialSums.Chunks * sizes.Features);
        using (step.Loop("key", first, end))
            for (int vector = 0; vector < 2; vector++)
                step.AddPartialSums(vector, sizes.Features * Expression.Named("key"), sizes.Features, GradientAt(vector + 1, Expression.Named("key")));
    }

    private void WriteChunksOfKeys(StepBuilder step, AttentionSizes sizes)
    {
        int count = step.OwnInputs - 1;
        long cost = AttentionArguments.Cost(sizes, Products(sizes)), stride = step.Output(AttentionSizes.IsInOne(count) ? 0 : 1).Row;
        Argument dy = step.InputAt(count);
        IEnumerable<Argument> Settings(SumItem head, LongRowPart keys) => [
            step.Workspace(), .. AttentionArguments.Settings(step, Op.Forward, count, step.Input(count).Row, sizes.Queries, keys.Columns),
            head.First, head.End, keys.First];

        // Two of the five products, then three.
        using (KeyChunks.Items(step, sizes, 2 * cost / 5, out SumItem head, out LongRowPart keys))
            step.Call("LongAttention", "Terms", [
                .. AttentionArguments.Inputs(step, count, 0, keys.First), dy, step.SumAt(head, 4), step.SumAt(head, 5), step.SumAt(head, 0),
                step.SumAt(head, 1), step.SumAt(head, 2), .. Settings(head, keys)]);
        step.NextPhase();
        using (KeyChunks.Items(step, sizes, 3 * cost / 5, out SumItem head, out LongRowPart keys))
        {
            Argument[] inputs = AttentionArguments.Inputs(step, count, 0, keys.First);
            step.Call("LongAttention", "Gradient", [
                inputs[0], inputs[1], inputs[3], dy, step.SumAt(head, 3), PartAt(step, sizes, 1, keys.First), PartAt(step, sizes, 2, keys.First), stride,
                step.SumAt(head, 4), step.SumAt(head, 5), step.PartialSumAt(0), step.PartialSumAt(1), step.PartialSumAt(2), step.ChunksOfRow(head.Chunk!),
                .. Settings(head, keys)]);
        }

        step.NextPhase();
        (Expression first, Expression end) = KeyChunks.Queries(step, sizes);
        using (step.Loop("query", first, end))
            step.AddPartialSums(3, sizes.Features * Expression.Named("query"), sizes.Features, PartAt(step, sizes, 0, Expression.Named("query")));
    }

    /// <summary>The gradient of a query, key or value.</summary>
    private static Argument.Address PartAt(StepBuilder step, AttentionSizes sizes, int part, Expression token) =>
        AttentionSizes.IsInOne(step.OwnInputs - 1)
            ? step.OutputAt(0, step.Output().Row * token, part * sizes.Features) : step.OutputAt(part, step.Output(part).Row * token);
}
