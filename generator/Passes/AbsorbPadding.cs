namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. A convolution surrounds its map with zeros itself, with a number for each side, so zeros in front of it cost no copy of the map. This is how
/// TensorFlow's padding is written where a stride makes its sides differ.
/// </summary>
internal static class AbsorbPadding
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        if (node.Op is not Conv2D convolution || rewriter.Builder.Nodes[inputs[0].Node] is not { Op: Pad pad } padded || !IsAroundMap(pad))
            return rewriter.Copy(node, inputs);
        Window window = convolution.Window;
        inputs[0] = padded.Inputs[0];
        return rewriter.Builder.Add(convolution with
        {
            Window = window with
            {
                PadTop = window.PadTop + pad.Before[1], PadLeft = window.PadLeft + pad.Before[2],
                PadBottom = window.PadBottom + pad.After[1], PadRight = window.PadRight + pad.After[2],
            },
        }, node.Name, inputs);
    });

    private static bool IsAroundMap(Pad pad) => pad.Value == 0 && pad.Before.Count == 3 && pad.Before[0] == 0 && pad.After[0] == 0;
}
