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

    /// <summary>The transposed keys or values, and the scores of one head and their gradients, for the queries of a chunk.</summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        AttentionSizes sizes = SizesOf(inputs);
        return (sizes.Width + (2 * new Cut(sizes.Queries, PartialSums(inputs, outputs).Chunks).ItemCount)) * AttentionArguments.Pitch(sizes);
    }

    /// <summary>
    /// The gradients of keys and values are sums over the queries. Where heads are few, each chunk of queries has sums of its own. Those take memory; items of
    /// keys would have to compute the probabilities and their gradients again, two products more than these five.
    /// </summary>
    public override PartialSums PartialSums(LaidOutTypes types) =>
        PartialSums(types.Inputs.Select(input => input.Type), types.Outputs.Select(output => output.Type));

    private PartialSums PartialSums(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        AttentionSizes sizes = SizesOf(inputs);
        long cost = Op.MultiplyAdds(inputs, outputs), ofQuery = cost / sizes.Queries / Op.Forward.Heads, floats = (long)sizes.Keys * sizes.Features;
        return Implementations.PartialSums.OfProduct(Op.Forward.Heads, cost, QueriesOfChunk * ofQuery, floats, floats);
    }

    private AttentionSizes SizesOf(IEnumerable<TensorType> inputs) => AttentionArguments.Sizes(Op.Forward.Heads, inputs.Take(inputs.Count() - 1));

    public override void Write(StepBuilder step)
    {
        int count = step.OwnInputs - 1, heads = Op.Forward.Heads;
        AttentionSizes sizes = AttentionArguments.Sizes(step, heads, count);
        Argument.Address GradientAt(int part, Expression token) => AttentionSizes.IsInOne(count)
            ? step.OutputAt(0, step.Output().Row * token, part * sizes.Features)
            : step.OutputAt(part, step.Output(part).Row * token);
        using (step.SumItems("Head", heads, 1, AttentionArguments.Cost(step, heads, count) / heads, out SumItem item))
        using (step.SumRows(item, 1, sizes.Queries, out SumRows queries))
        {
            long stride = item.Chunk is null ? step.Output(AttentionSizes.IsInOne(count) ? 0 : 1).Row : sizes.Features;
            Argument[] sums = item.Chunk is null ? [GradientAt(1, 0), GradientAt(2, 0)] : [step.SumAt(item, 0), step.SumAt(item, 1)];
            step.Call("Attention", "Gradient", [
                .. AttentionArguments.Inputs(step, count, queries.Row), step.InputAt(count, step.Input(count).Row * queries.Row), GradientAt(0, queries.Row),
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
}
