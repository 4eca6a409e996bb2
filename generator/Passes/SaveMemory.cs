using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Takes the implementations that need least memory, where an op has such.</summary>
internal static class SaveMemory
{
    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        rewriter.CopyTyped(node with { Implementation = node.Implementation.Smaller }, inputs));
}
