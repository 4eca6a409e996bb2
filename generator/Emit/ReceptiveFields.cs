namespace Kiln.Generator.Emit;

/// <summary>How many input pixels along one side an element of each node sees (Araujo et al. 2019).</summary>
internal static class ReceptiveFields
{
    /// <summary>The count stops here: alternating pooling and upsampling would double it forever.</summary>
    private const long Largest = int.MaxValue;

    /// <summary>The field, its jump (input pixels between neighbours) and the side of the input map that it comes from.</summary>
    private sealed record Field(long Size, long Jump, int Map);

    /// <summary>The receptive field of each node.</summary>
    public static int[] Of(Graph graph)
    {
        var fields = new Field[graph.Nodes.Count];
        for (int i = 0; i < fields.Length; i++) fields[i] = Of(graph, graph.Nodes[i], fields);
        return [.. fields.Select(field => (int)field.Size)];
    }

    /// <summary>The largest over the inputs decides. A dense layer sees the whole map.</summary>
    private static Field Of(Graph graph, GraphNode node, Field[] fields)
    {
        (long size, long jump, int map) = (1L, 1L, node.Op is Input && node.Outputs[0].Shape.Rank == 3 ? node.Outputs[0].Shape[1] : 1);
        foreach (Field input in node.Inputs.Where(input => graph.TypeOf(input).Shape.Leading > 0).Select(input => fields[input.Node]))
            (size, jump, map) = (Math.Max(size, input.Size), Math.Max(jump, input.Jump), Math.Max(map, input.Map));
        Window? window = node.Op switch
        {
            Conv2D conv => conv.Window, MaxPool2D pool => pool.Window, AveragePool2D pool => pool.Window,
            Int8Convolution conv => conv.Convolution.Window, Int8MaxPool pool => pool.Window, Int8AveragePool pool => pool.Forward.Window,
            _ => null,
        };
        if (window is { } w) return new(Math.Min(size + ((w.SpanHeight - 1) * jump), Largest), Math.Min(jump * w.StrideHeight, Largest), map);
        return new(node.Op is Dense or Softmax ? Math.Max(size, map) : size, jump, map);
    }
}
