using Kiln.Generator.Graphs;
using Kiln.Generator.Problems;

namespace Kiln.Generator.Passes;

/// <summary>Copies a graph node by node into a new one; what a pass changes, it changes in its visitor.</summary>
internal sealed class GraphRewriter
{
    private readonly Graph _source;
    private readonly Value[] _map;

    private GraphRewriter(Graph source)
    {
        _source = source;
        _map = new Value[source.Nodes.Count];
    }

    public GraphBuilder Builder { get; } = new();

    /// <summary>What a pass does with one node: returns the first output of what stands for it in the new graph.</summary>
    public delegate Value Visitor(GraphRewriter rewriter, int index, GraphNode node, Value[] inputs);

    public static Graph Run(Graph graph, Visitor visit)
    {
        var rewriter = new GraphRewriter(graph);
        for (int i = 0; i < graph.Nodes.Count; i++)
            rewriter._map[i] = visit(rewriter, i, graph.Nodes[i], [.. graph.Nodes[i].Inputs.Select(rewriter.Map)]);
        foreach (Result result in graph.Results) rewriter.Builder.Result(result.Kind, result.Name, rewriter.Map(result.Value), result.Entry);
        return rewriter.Builder.Build();
    }

    /// <summary>Where a value of the old graph is in the new one.</summary>
    public Value Map(Value value) => new(_map[value.Node].Node, _map[value.Node].Output + value.Output);

    /// <summary>Copies a node over its mapped inputs, its types derived again.</summary>
    public Value Copy(GraphNode node, Value[] inputs)
    {
        Problem? problem = Builder.TryAdd(node.Op, inputs, node.Name, out Value value);
        return problem is null ? value : throw new InvalidOperationException($"{node.Name}: {problem.Message}");
    }

    /// <summary>Copies a node over its mapped inputs, its types (layouts included) as they are.</summary>
    public Value CopyTyped(GraphNode node, Value[] inputs) => Builder.Add(node with { Inputs = inputs.ToEquatableArray() });

    /// <summary>Uses of each value, results included.</summary>
    public static Dictionary<Value, int> CountUses(Graph graph)
    {
        var uses = new Dictionary<Value, int>();
        foreach (Value value in graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Results.Select(result => result.Value)))
            uses[value] = uses.TryGetValue(value, out int count) ? count + 1 : 1;
        return uses;
    }
}
