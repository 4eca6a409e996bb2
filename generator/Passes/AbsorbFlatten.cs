namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. A dense layer reads a map directly (its panels are packed in the order in which memory holds the map), so Flatten costs
/// nothing; element-wise ops and dropout between Flatten and the dense layer move in front of it.
/// </summary>
internal static class AbsorbFlatten
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        NodeBuilder<GraphNode> builder = rewriter.Builder;
        if (inputs.Length == 0 || builder.Nodes[inputs[0].Node] is not { Op: Reshape } reshape) return rewriter.Copy(node, inputs);
        Value before = reshape.Inputs[0];
        switch (node.Op)
        {
            case Reshape when builder.ShapeOf(before) == node.Outputs[0].Shape:
                return before;
            case Reshape again:
                return builder.Add(again, node.Name, before);
            case Dense when builder.ShapeOf(before).Rank == 3 && builder.ShapeOf(inputs[0]).Rank == 1:
                inputs[0] = before;
                return rewriter.Copy(node, inputs);
            case ElementwiseOp { Operands: 0 } or Dropout:
                return builder.Add(reshape.Op, reshape.Name, builder.Add(node.Op, node.Name, before));
            default:
                return rewriter.Copy(node, inputs);
        }
    });
}
