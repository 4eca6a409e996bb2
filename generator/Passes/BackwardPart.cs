using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Cuts a graph in two where the caller gives the gradients of outputs: what depends on them is the backward part.</summary>
internal static class BackwardPart
{
    /// <summary>For each node whether it belongs to the backward part.</summary>
    public static bool[] Of(LaidOutGraph graph) =>
        Marks.Forward(graph, (node, isBackward) => node.Op is Input { Role: InputRole.OutputGradient } || node.Uses.Any(isBackward));
}
