namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. A concatenation that begins with the parts of an earlier one begins with that one: where every layer reads all features before it (Huang et al.
/// 2017), they grow in one buffer instead of being copied for each layer.
/// </summary>
internal static class NestConcatenations
{
    public static Graph Run(Graph graph)
    {
        var known = new Dictionary<EquatableArray<Value>, Value>();
        return GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (node.Op is not Concat { Axis: 0 }) return rewriter.Copy(node, inputs);
            EquatableArray<Value> parts = inputs.ToEquatableArray();
            for (int count = inputs.Length - 1; count > 1; count--)
                if (known.TryGetValue(inputs.Take(count).ToEquatableArray(), out Value whole))
                    return known[parts] = rewriter.Builder.Add(node.Op, node.Name, [whole, .. inputs.Skip(count)]);
            return known[parts] = rewriter.Copy(node, inputs);
        });
    }
}
