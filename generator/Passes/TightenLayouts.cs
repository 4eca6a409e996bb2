using Kiln.Generator.Graphs;

namespace Kiln.Generator.Passes;

/// <summary>Takes the padding out of all values that have rows: padded to whole vectors, values of one byte would be several times as large.</summary>
internal static class TightenLayouts
{
    public static Graph Run(Graph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        EquatableArray<TensorType> outputs = node.Outputs.Select(Tight).ToEquatableArray();
        // A conversion says in its op what it makes; keep the two in step.
        Op op = node.Op is Ops.Convert ? new Ops.Convert(outputs[0].Layout) : node.Op;
        return rewriter.Builder.Add(node with { Op = op, Inputs = inputs.ToEquatableArray(), Outputs = outputs });
    });

    private static TensorType Tight(TensorType type) =>
        type.Shape.Leading == 0 || type.Layout.Order == MemoryOrder.Caller ? type : type with { Layout = type.Layout with { IsTight = true } };
}
