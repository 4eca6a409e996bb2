using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>Cuts a graph in two where the caller gives the gradients of outputs: what depends on them is the backward part.</summary>
internal static class BackwardPart
{
    /// <summary>For each node whether it belongs to the backward part.</summary>
    public static bool[] Of(LaidOutGraph graph)
    {
        var backward = new bool[graph.Nodes.Count];
        for (int i = 0; i < backward.Length; i++)
            backward[i] = graph.Nodes[i].Op is Input { Role: InputRole.OutputGradient } || graph.Nodes[i].Uses.Any(input => backward[input.Node]);
        return backward;
    }
}
