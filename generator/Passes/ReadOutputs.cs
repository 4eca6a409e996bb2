namespace Kiln.Generator.Passes;

/// <summary>
/// A program that extends another one finds its outputs where that one has stored them and computes only what is left. Nothing else is alive when the other
/// one has ended: a graph that reads more of what is computed on the way to the outputs stays whole.
/// </summary>
internal static class ReadOutputs
{
    public static Graph Run(Graph graph)
    {
        Result[] outputs = [.. graph.Results.Where(result => result.Kind == ResultKind.Output && graph[result.Value].Op is not Input)];
        Result[] others = [.. graph.Results.Where(result => result.Kind != ResultKind.Output)];
        Dictionary<Value, int> stored = outputs.GroupBy(output => output.Value).ToDictionary(same => same.Key, same => Array.IndexOf(outputs, same.First()));
        bool[] before = Marks.Needed(graph, outputs, node => node.Inputs), isThere = PackTime.Of(graph);
        bool[] rest = Marks.Needed(graph, others, node => node.Inputs.Where(input => !stored.ContainsKey(input)));
        bool IsAlive(int node) => isThere[node] || graph.Nodes[node].Op is Input;
        if (outputs.Length == 0 || Enumerable.Range(0, rest.Length).Any(i => before[i] && rest[i] && !IsAlive(i))) return graph;

        Value Moved(Value value) => stored.TryGetValue(value, out int output) ? new Value(output) : value with { Node = value.Node + outputs.Length };
        IEnumerable<GraphNode> read = outputs.Select(output => Read(output.Name, graph.TypeOf(output.Value)));
        IEnumerable<GraphNode> moved = graph.Nodes.Select(node => node with { Inputs = node.Inputs.Select(Moved) });
        return RemoveDeadNodes.Run(new Graph([.. read, .. moved], [.. others.Select(result => result with { Value = Moved(result.Value) })]));
    }

    private static GraphNode Read(string name, TensorType type) => new(new Input(name, InputRole.StoredOutput, type), [], [type], name);
}
