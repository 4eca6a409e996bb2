using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>
/// Dropout disappears, that of attention's probabilities too, and a sample is its mean; batch normalization becomes y = scale x + shift with scale and shift derived from parameters and running
/// statistics when the weights are packed.
/// </summary>
internal static class InferenceForm
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        switch (node.Op)
        {
            case Dropout or SampleNormal:
                return inputs[0];
            case ScaledDotProductAttention { Rate: > 0 } attention:
                return rewriter.Copy(node with { Op = attention with { Rate = 0 } }, inputs);
            case BatchNorm norm:
                Value scale = rewriter.Builder.Add(new BatchNormScale(norm.Epsilon), node.Name, inputs[1], inputs[4]);
                Value shift = rewriter.Builder.Add(new BatchNormShift(), node.Name, scale, inputs[2], inputs[3]);
                return rewriter.Builder.Add(new ChannelAffine(), node.Name, inputs[0], scale, shift);
            default:
                return rewriter.Copy(node, inputs);
        }
    });
}
