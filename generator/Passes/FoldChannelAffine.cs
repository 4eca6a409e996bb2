namespace Kiln.Generator.Passes;

/// <summary>
/// Exact up to rounding. A per-channel scale and shift after a convolution, transposed or not, or a dense layer goes into its weights and bias:
/// scale (W x + b) + shift = (scale W) x + (scale b + shift).
/// </summary>
internal static class FoldChannelAffine
{
    public static Graph Run(Graph graph)
    {
        Dictionary<Value, int> uses = GraphRewriter.CountUses(graph);
        return GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (node.Op is not ChannelAffine
                || uses[node.Inputs[0]] > 1
                || rewriter.Builder.Nodes[inputs[0].Node] is not { Op: Dense or Conv2D or Conv2DTranspose } producer
                || Dense.IsSequence(rewriter.Builder.ShapeOf(inputs[0])))
                return rewriter.Copy(node, inputs);
            (Value scale, Value shift) = (inputs[1], inputs[2]);
            Value weight = rewriter.Builder.Add(new ScaleOutputs(producer.Op is Conv2DTranspose), node.Name, producer.Inputs[1], scale);
            Value bias = producer.Inputs.Count > 2 ? rewriter.Builder.Add(new ScaleBias(), node.Name, producer.Inputs[2], scale, shift) : shift;
            return rewriter.Builder.Add(producer.Op, producer.Name, producer.Inputs[0], weight, bias);
        });
    }
}
