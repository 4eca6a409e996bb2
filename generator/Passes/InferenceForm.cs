namespace Kiln.Generator.Passes;

/// <summary>
/// Dropout disappears, that of attention's probabilities too, and a sample is its mean; batch normalization becomes y = scale x + shift with scale and shift
/// derived from parameters and running statistics when the weights are packed.
/// </summary>
internal static class InferenceForm
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) => node.Op switch
    {
        Dropout or SampleNormal => inputs[0],
        ScaledDotProductAttention { Rate: > 0 } attention => rewriter.Copy(node with { Op = attention with { Rate = 0 } }, inputs),
        BatchNorm norm => norm.AddAffine(rewriter.Builder, node.Name, inputs),
        _ => rewriter.Copy(node, inputs),
    });
}
