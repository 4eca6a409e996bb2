namespace Kiln.Generator.Passes;

/// <summary>Restricts a source graph to one method: the network itself (empty name) or an entry.</summary>
internal static class SelectEntry
{
    public static Graph Run(Graph graph, string entry) =>
        RemoveDeadNodes.Run(new Graph(graph.Nodes, graph.Results.Where(result => result.Entry == entry).ToEquatableArray()));
}
