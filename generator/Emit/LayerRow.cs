using Kiln.Generator.Implementations;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>A row of the layer table: what a layer is, what it costs and how it is computed.</summary>
internal sealed record LayerRow(string Name, string Kind, Shape Output, long Parameters, long MultiplyAdds, int ReceptiveField, string Algorithm)
{
    /// <summary>The layers of a network in the order of its source graph; losses are not layers. A parameter counts where it is used first.</summary>
    public static IReadOnlyList<LayerRow> Of(NetworkPlan plan)
    {
        Graph graph = plan.Source;
        var rows = new List<LayerRow>();
        var counted = new HashSet<Value>();
        var fields = new (long Field, long Jump, int Map)[graph.Nodes.Count];
        HashSet<int> needed = NeededByOutputs(graph);
        ILookup<string, GraphNode> infer = plan.Infer.Plan.Graph.Nodes.ToLookup(node => node.Name, StringComparer.Ordinal);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            fields[i] = FieldOf(graph, node, fields);
            if (node.Op is Parameter or State or Input or ScaledBytes or AsOneSample or OfOneSample || !needed.Contains(i)) continue;
            long parameters = node.Inputs.Where(input => graph[input].Op is Parameter && counted.Add(input))
                .Sum(input => (long)graph.TypeOf(input).Shape.ElementCount);
            rows.Add(new LayerRow(
                node.Name, KindOf(node.Op), node.Outputs[0].Shape, parameters,
                node.Op.MultiplyAdds(node.Inputs.Select(graph.TypeOf).ToEquatableArray(), node.Outputs), (int)fields[i].Field,
                AlgorithmOf(plan.Infer.Plan.Graph, infer[node.Name], node)));
        }

        return rows;
    }

    /// <summary>What a receptive field is counted up to: pooling and upsampling by turns double it without end.</summary>
    private const long Largest = int.MaxValue;

    private static string KindOf(Op op) => op is Reshape { Dimensions.Count: 1 } ? "Flatten" : op.Name;

    private static HashSet<int> NeededByOutputs(Graph graph)
    {
        var needed = new HashSet<int>(graph.Results.Where(result => result.Kind == ResultKind.Output && result.Entry.Length == 0)
            .Select(result => result.Value.Node));
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
            if (needed.Contains(i)) needed.UnionWith(graph.Nodes[i].Inputs.Select(input => input.Node));
        return needed;
    }

    /// <summary>
    /// Receptive field, jump (input pixels between neighbours) and side of the map that all comes from (Araujo et al. 2019); of several inputs the largest. A
    /// dense layer sees the whole map.
    /// </summary>
    private static (long Field, long Jump, int Map) FieldOf(Graph graph, GraphNode node, (long Field, long Jump, int Map)[] fields)
    {
        (long field, long jump, int map) = (1L, 1L, node.Op is Input && node.Outputs[0].Shape.Rank == 3 ? node.Outputs[0].Shape[1] : 1);
        foreach ((long Field, long Jump, int Map) input in node.Inputs.Where(input => graph.TypeOf(input).Shape.Leading > 0)
            .Select(input => fields[input.Node]))
            (field, jump, map) = (Math.Max(field, input.Field), Math.Max(jump, input.Jump), Math.Max(map, input.Map));
        Window? window = node.Op switch { Conv2D conv => conv.Window, MaxPool2D pool => pool.Window, AveragePool2D pool => pool.Window, _ => null };
        if (window is { } w) return (Math.Min(field + ((w.SpanHeight - 1) * jump), Largest), Math.Min(jump * w.StrideHeight, Largest), map);
        return (node.Op is Dense or Softmax ? Math.Max(field, map) : field, jump, map);
    }

    /// <param name="program">The Infer program.</param>
    /// <param name="infer">Its nodes with the layer's name.</param>
    /// <param name="node">The layer.</param>
    private static string AlgorithmOf(Graph program, IEnumerable<GraphNode> infer, GraphNode node)
    {
        GraphNode? own = infer.FirstOrDefault(n => (n.Op is Fused fused ? fused.Producer : n.Op).Name == node.Op.Name);
        if (own is null)
        {
            return node.Op switch
            {
                Dropout => "identity",
                Reshape => "view",
                BatchNorm => infer.Any(n => n.Op is ChannelAffine) ? "scale and shift" : "folded",
                _ => "fused",
            };
        }

        return (own.Op is Fused chain ? chain.Producer : own.Op) switch
        {
            Conv2D conv when conv.GroupSize(program.TypeOf(own.Inputs[0]).Shape) > 0 => "channels-last by groups",
            Conv2D conv => conv.IsPlanar(program.TypeOf(own.Inputs[0]).Shape) ? "planar convolution" : "GEMM over pixels",
            Dense => "GEMM",
            MaxPool2D or AveragePool2D => own.Outputs[0].Layout.Order == MemoryOrder.ChannelsLast ? "channels-last" : "planar",
            Conv2DTranspose => own.Outputs[0].Layout.Order == MemoryOrder.ChannelsLast ? "GEMM over phases" : "planar convolution",
            Concat { IsInPlace: true } => "in place",
            var op when Implementation.Of(op).IsPartOfInput => "in place",
            Concat or Slice or Pad or Transpose or Reshape => "copy",
            ElementwiseOp => "element-wise loop",
            _ => "own loop",
        };
    }
}
