namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. What only told differentiation where to stop has done its work, and a value of parameters that goes from one op over samples to the next
/// need not be in the order of its shape in between.
/// </summary>
internal static class RemoveIdentities
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) => node.Op switch
    {
        StopGradient => inputs[0],
        AsOneSample when rewriter.Builder.Nodes[inputs[0].Node] is { Op: OfOneSample } before => before.Inputs[0],
        OfOneSample when rewriter.Builder.Nodes[inputs[0].Node] is { Op: AsOneSample } before => before.Inputs[0],
        _ => rewriter.CopyTyped(node, inputs),
    });
}
