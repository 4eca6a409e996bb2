using Kiln.Generator.Graphs;

namespace Kiln.Generator.Passes;

/// <summary>Keeps the nodes that a result depends on.</summary>
internal static class RemoveDeadNodes
{
    public static Graph Run(Graph graph)
    {
        var alive = new bool[graph.Nodes.Count];
        foreach (Result result in graph.Results) alive[result.Value.Node] = true;
        for (int i = alive.Length - 1; i >= 0; i--)
            if (alive[i]) foreach (Value input in graph.Nodes[i].Inputs) alive[input.Node] = true;

        var map = new int[alive.Length];
        var nodes = new List<GraphNode>();
        for (int i = 0; i < alive.Length; i++)
        {
            if (!alive[i]) continue;
            map[i] = nodes.Count;
            GraphNode node = graph.Nodes[i];
            nodes.Add(node with { Inputs = node.Inputs.Select(input => input with { Node = map[input.Node] }).ToEquatableArray() });
        }

        return new Graph(nodes.ToEquatableArray(), graph.Results.Select(r => r with { Value = r.Value with { Node = map[r.Value.Node] } }).ToEquatableArray());
    }
}
