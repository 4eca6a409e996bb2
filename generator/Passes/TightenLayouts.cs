using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.Passes;

/// <summary>Takes the padding out of values of bytes that have rows: padded to whole vectors, they would be several times as large.</summary>
internal static class TightenLayouts
{
    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        rewriter.CopyTyped(node.LaidOutAs(node.LaidOutOutputs.Select(Tight)), inputs));

    private static Layout Tight(LaidOutType type) =>
        type.Element.Size() > 1 || type.Shape.Leading == 0 || type.Layout.Order == MemoryOrder.Caller ? type.Layout : type.Layout with { IsTight = true };
}
