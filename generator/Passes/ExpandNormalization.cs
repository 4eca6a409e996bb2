namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. Normalization becomes a few numbers for each channel, computed over the batch, and one element-wise loop with these, which takes the activation
/// behind it. A scale and shift that could not be folded into weights is such a loop, too.
/// </summary>
internal static class ExpandNormalization
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, index, node, inputs) =>
    {
        switch (node.Op)
        {
            case BatchNormTraining training:
                Value statistics = rewriter.Builder.Add(
                    new BatchNormStatistics(training.Momentum, training.Epsilon), node.Name, inputs[0], inputs[1], inputs[3], inputs[4]);
                for (int output = 1; output <= 5; output++) rewriter.Replace(new Value(index, output), statistics with { Output = output - 1 });
                return Loop(rewriter.Builder, node, [new Normalize()], [inputs[0]], [statistics, statistics with { Output = 5 }, inputs[2]]);
            case BatchNormGradient:
                Value sums = rewriter.Builder.Add(new BatchNormSums(), node.Name, inputs);
                for (int output = 1; output <= 2; output++) rewriter.Replace(new Value(index, output), sums with { Output = output - 1 });
                return Loop(
                    rewriter.Builder, node, [new BatchNormInputGradient()], [inputs[1], inputs[0]],
                    [inputs[3], .. Enumerable.Range(2, 3).Select(output => sums with { Output = output })]);
            case ChannelAffine:
                return Loop(rewriter.Builder, node, inputs.Length > 2 ? [new Multiply(), new Add()] : [new Multiply()], [inputs[0]], inputs.Skip(1));
            default:
                return rewriter.Copy(node, inputs);
        }
    });

    /// <summary>A loop over values of the node's shape, and values that repeat for all pixels of a channel.</summary>
    private static Value Loop(
        NodeBuilder<GraphNode> builder, GraphNode node, EquatableArray<ElementwiseOp> chain, Value[] whole, IEnumerable<Value> ofChannels)
    {
        Value[] inputs = [.. whole, .. ofChannels];
        Shape shape = node.Outputs[0].Shape;
        EquatableArray<int> pixels = [.. Enumerable.Range(1, shape.Rank - 1)];
        return builder.Add(new Spread(shape, chain, [.. inputs.Select((_, i) => i < whole.Length ? [] : pixels)]), node.Name, inputs);
    }
}
