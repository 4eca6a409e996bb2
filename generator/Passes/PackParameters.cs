using Kiln.Generator.Graphs;

namespace Kiln.Generator.Passes;

/// <summary>Puts a packing node between weights and each kernel that wants them packed; kernels that want the same share it.</summary>
internal static class PackParameters
{
    public static Graph Run(Graph graph)
    {
        var packed = new Dictionary<(Value, Op), Value>();
        return GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            EquatableArray<TensorType> types = inputs.Select(rewriter.Builder.TypeOf).ToEquatableArray();
            for (int i = 0; i < inputs.Length; i++)
            {
                if (types[i].Layout.Order == MemoryOrder.Packed || node.Op.PackingOf(i, types, node.Outputs) is not { } packing) continue;
                if (!packed.TryGetValue((inputs[i], packing), out Value value))
                    value = packed[(inputs[i], packing)] = rewriter.Builder.Add(packing, rewriter.Builder.Nodes[inputs[i].Node].Name, inputs[i]);
                inputs[i] = value;
            }

            return rewriter.CopyTyped(node, inputs);
        });
    }
}
