namespace Kiln.Generator.Passes;

/// <summary>Restricts a graph to the results that a program computes.</summary>
internal static class KeepResults
{
    public static Graph Run(Graph graph, params ResultKind[] kinds) =>
        new(graph.Nodes, graph.Results.Where(result => kinds.Contains(result.Kind)).ToEquatableArray());
}
