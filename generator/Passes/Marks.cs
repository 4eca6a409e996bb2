namespace Kiln.Generator.Passes;

/// <summary>Marks nodes of a graph by what they read, or by what reads them.</summary>
internal static class Marks
{
    /// <summary>Marks nodes from the first to the last; the rule is told which values come from marked nodes.</summary>
    public static bool[] Forward<TNode>(NodeGraph<TNode> graph, Func<TNode, Func<Value, bool>, bool> rule)
        where TNode : GraphNode
    {
        var marks = new bool[graph.Nodes.Count];
        for (int i = 0; i < marks.Length; i++) marks[i] = rule(graph.Nodes[i], value => marks[value.Node]);
        return marks;
    }

    /// <summary>Marks the nodes that results depend on, by way of what <paramref name="reads"/> says of each node.</summary>
    public static bool[] Needed<TNode>(NodeGraph<TNode> graph, IEnumerable<Result> results, Func<TNode, IEnumerable<Value>> reads)
        where TNode : GraphNode
    {
        var needed = new bool[graph.Nodes.Count];
        foreach (Result result in results) needed[result.Value.Node] = true;
        for (int i = needed.Length - 1; i >= 0; i--)
            if (needed[i]) foreach (Value input in reads(graph.Nodes[i])) needed[input.Node] = true;
        return needed;
    }
}
