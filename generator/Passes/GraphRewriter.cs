using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Copies a graph node by node into a new one; what a pass changes, it changes in its visitor.</summary>
internal sealed class GraphRewriter<TNode>
    where TNode : GraphNode
{
    private readonly NodeGraph<TNode> _graph;
    private readonly Visitor _visit;
    private readonly Value?[] _map;
    private readonly Dictionary<Value, Value> _replaced = [];
    private readonly Dictionary<(Op, Value), Value> _made = [];

    /// <summary>Visits every node of a graph, then its results; what the visitors add is in the builder.</summary>
    public GraphRewriter(NodeGraph<TNode> graph, NodeBuilder<TNode> builder, Visitor visit, ResultVisitor? end = null)
    {
        (Builder, _graph, _visit) = (builder, graph, visit);
        _map = new Value?[graph.Nodes.Count];
        for (int i = 0; i < _map.Length; i++) _ = Visited(i);
        foreach (Result result in graph.Results)
            builder.Result(result.Kind, result.Name, end?.Invoke(builder, result, Map(result.Value)) ?? Map(result.Value), result.Entry);
    }

    /// <summary>What a pass does with one node: returns the first output of what stands for it in the new graph.</summary>
    public delegate Value Visitor(GraphRewriter<TNode> rewriter, int index, TNode node, Value[] inputs);

    /// <summary>What a pass does with one result, whose value in the new graph is given: returns the value that leaves the graph instead.</summary>
    public delegate Value ResultVisitor(NodeBuilder<TNode> builder, Result result, Value value);

    public NodeBuilder<TNode> Builder { get; }

    /// <summary>Where a value of the old graph is in the new one. A node that comes later is visited now.</summary>
    public Value Map(Value value)
    {
        Value first = Visited(value.Node);
        return value.Output == 0 ? first : _replaced.TryGetValue(value, out Value other) ? other : new(first.Node, first.Output + value.Output);
    }

    /// <summary>Says what stands for one output of the node that is visited, where that is not made by the same node as the first output.</summary>
    public void Replace(Value value, Value other) => _replaced.Add(value, other);

    private Value Visited(int node) => _map[node] ??= _visit(this, node, _graph.Nodes[node], [.. _graph.Nodes[node].Inputs.Select(Map)]);

    /// <summary>An op on one value, under the name of that value; it is added once, however many ask for it.</summary>
    public Value Once(Op op, Value input) =>
        _made.TryGetValue((op, input), out Value known) ? known : _made[(op, input)] = Builder.Add(op, Builder.Nodes[input.Node].Name, input);

    /// <summary>Copies a node over its mapped inputs, its types derived again.</summary>
    public Value Copy(GraphNode node, Value[] inputs)
    {
        Problem? problem = Builder.TryAdd(node.Op, inputs, node.Name, out Value value);
        return problem is null ? value : throw new InvalidOperationException($"{node.Name}: {problem.Message}");
    }

    /// <summary>Copies a node over its mapped inputs, its types (layouts included) as they are.</summary>
    public Value CopyTyped(TNode node, Value[] inputs) => Builder.Add((TNode)node.Over(inputs.ToEquatableArray(), Map));
}

/// <summary>Rewrites graphs of both levels.</summary>
internal static class GraphRewriter
{
    public static Graph Run(Graph graph, GraphRewriter<GraphNode>.Visitor visit)
    {
        var builder = new GraphBuilder();
        _ = new GraphRewriter<GraphNode>(graph, builder, visit);
        return builder.Build();
    }

    public static LaidOutGraph Run(LaidOutGraph graph, GraphRewriter<LaidOutNode>.Visitor visit, GraphRewriter<LaidOutNode>.ResultVisitor? end = null)
    {
        var builder = new LaidOutBuilder();
        _ = new GraphRewriter<LaidOutNode>(graph, builder, visit, end);
        return builder.Build();
    }

    /// <summary>Uses of each value, results included.</summary>
    public static Dictionary<Value, int> CountUses<TNode>(NodeGraph<TNode> graph)
        where TNode : GraphNode
    {
        var uses = new Dictionary<Value, int>();
        foreach (TNode node in graph.Nodes)
            foreach (Value value in node.Uses) Count(value);
        foreach (Result result in graph.Results) Count(result.Value);
        return uses;

        void Count(Value value) => uses[value] = uses.TryGetValue(value, out int count) ? count + 1 : 1;
    }
}
