using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Takes the padding out of all values that have rows: padded to whole vectors, values of one byte would be several times as large.</summary>
internal static class TightenLayouts
{
    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        EquatableArray<TensorType> types = inputs.Select(rewriter.Builder.TypeOf).ToEquatableArray();
        return rewriter.CopyTyped(node.LaidOutAs(types, node.Outputs.Select(Tight).ToEquatableArray()), inputs);
    });

    private static TensorType Tight(TensorType type) =>
        type.Shape.Leading == 0 || type.Layout.Order == MemoryOrder.Caller ? type : type with { Layout = type.Layout with { IsTight = true } };
}
