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
        var alive = new bool[graph.Nodes.Count];
        foreach (Result result in graph.Results) alive[result.Value.Node] = true;
        for (int i = alive.Length - 1; i >= 0; i--)
            if (alive[i]) foreach (Value value in graph.Nodes[i].Uses) alive[value.Node] = true;
        return (rewriter, index, node, inputs) => alive[index] ? rewriter.CopyTyped(node, inputs) : default;
    }
}
