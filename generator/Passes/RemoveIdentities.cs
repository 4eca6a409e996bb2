using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>Exact. What only told differentiation where to stop has done its work.</summary>
internal static class RemoveIdentities
{
    public static Graph Run(Graph graph) =>
        GraphRewriter.Run(graph, (rewriter, _, node, inputs) => node.Op is StopGradient ? inputs[0] : rewriter.CopyTyped(node, inputs));
}
