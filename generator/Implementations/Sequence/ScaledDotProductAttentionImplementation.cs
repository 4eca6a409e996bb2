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

    /// <summary>The transposed keys and the scores of one head.</summary>
    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        AttentionSizes sizes = AttentionArguments.Sizes(Op.Heads, inputs);
        return (sizes.Width + sizes.Queries) * AttentionArguments.Pitch(sizes);
    }

    public override void Write(StepBuilder step)
    {
        Cut queries = new(step.InputType(0).Shape[0], QueriesOfItem);
        Expression cost = AttentionArguments.Cost(step, Op.Heads, step.OwnInputs) / Op.Heads / queries.Count;
        using IDisposable items = step.Tiles(new Cut(Op.Heads, 1), queries, cost, out Tile tile);
        step.Call("Attention", "Forward",
            [.. AttentionArguments.Inputs(step, step.OwnInputs, tile.Column), step.OutputAt(0, step.Output().Row * tile.Column), step.Workspace(),
                .. AttentionArguments.Settings(step, Op, step.OwnInputs, step.Output().Row, tile.Columns), tile.Row, tile.Row + tile.Rows,
                .. tile.Column == 0 ? (Argument[])[] : [tile.Column]]);
    }
}
