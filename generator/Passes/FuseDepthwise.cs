namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. A depthwise convolution over bytes that widens its map, and the convolution of one pixel that alone reads the result, become one op: the wide map
/// between them is never there as a whole.
/// </summary>
internal static class FuseDepthwise
{
    /// <summary>The names of the pointwise layers with which it can be done.</summary>
    public static EquatableArray<string> Candidates(Graph graph)
    {
        Dictionary<Value, int> uses = GraphRewriter.CountUses(graph);
        return [.. graph.Nodes.Where(node => DepthwiseOf(graph, node, uses) is not null).Select(node => node.Name).Distinct()];
    }

    /// <summary>Does it with the layers of these names.</summary>
    public static Graph Run(Graph graph, EquatableArray<string> names)
    {
        Dictionary<Value, int> uses = GraphRewriter.CountUses(graph);
        return GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (!names.Contains(node.Name) || DepthwiseOf(graph, node, uses) is not { } depthwise) return rewriter.Copy(node, inputs);
            var both = new Int8DepthwisePointwise((Int8Convolution)depthwise.Op, (Int8Convolution)node.Op);
            return rewriter.Builder.Add(both, node.Name, [.. depthwise.Inputs.Select(rewriter.Map), .. inputs.Skip(1)]);
        });
    }

    /// <summary>The depthwise layer before a pointwise one, where its result is larger than its input and has no other reader.</summary>
    private static GraphNode? DepthwiseOf(Graph graph, GraphNode node, Dictionary<Value, int> uses)
    {
        if (node.Op is not Int8Convolution { Convolution: { Groups: 1, Window: var window } } || !IsPointwise(window)) return null;
        GraphNode before = graph[node.Inputs[0]];
        if (before.Op is not Int8Convolution depthwise || uses[node.Inputs[0]] > 1) return null;
        MapOfValue x = MapOfValue.Of(graph.TypeOf(before.Inputs[0]).Shape), between = MapOfValue.Of(depthwise.Output);
        bool isDepthwise = depthwise.Convolution.Groups == x.Channels && x.Channels > 1;
        return isDepthwise && between.Height > 1 && (long)between.Pixels * between.Channels > (long)x.Pixels * x.Channels ? before : null;
    }

    private static bool IsPointwise(Window window) => window is
    {
        KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1, PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0
    };
}
