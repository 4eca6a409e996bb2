using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Takes the padding out of all values that have rows: padded to whole vectors, values of one byte would be several times as large.</summary>
internal static class TightenLayouts
{
    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
    {
        EquatableArray<TensorType> outputs = node.Outputs.Select(Tight).ToEquatableArray();
        // A conversion says in its op what it makes; keep the two in step.
        LaidOutNode tight = node.Op is Ops.Convert
            ? node.As(new Ops.Convert(outputs[0].Layout), inputs.Select(rewriter.Builder.TypeOf).ToEquatableArray(), outputs)
            : node with { Outputs = outputs };
        return rewriter.CopyTyped(tight, inputs);
    });

    private static TensorType Tight(TensorType type) =>
        type.Shape.Leading == 0 || type.Layout.Order == MemoryOrder.Caller ? type : type with { Layout = type.Layout with { IsTight = true } };
}
