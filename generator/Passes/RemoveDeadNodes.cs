using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Keeps the nodes that a result depends on.</summary>
internal static class RemoveDeadNodes
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, Keep(graph));

    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, Keep(graph));

    private static GraphRewriter<TNode>.Visitor Keep<TNode>(NodeGraph<TNode> graph)
        where TNode : GraphNode
    {
        bool[] alive = Marks.Needed(graph, graph.Results, node => node.Uses);
        return (rewriter, index, node, inputs) => alive[index] ? rewriter.CopyTyped(node, inputs) : Value.None;
    }
}
