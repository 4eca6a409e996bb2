using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.Passes;

/// <summary>
/// The backward part runs in a call of its own, which does not have the forward part's spans: inputs that it reads are copied into the arena and lie
/// there as in the span, indices too.
/// </summary>
internal static class HoldInputs
{
    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        bool[] backward = BackwardPart.Of(graph);
        HashSet<int> read = [.. graph.Nodes.Where((_, i) => backward[i]).SelectMany(node => node.Inputs).Select(input => input.Node)];
        return GraphRewriter.Run(graph, (rewriter, index, node, inputs) =>
        {
            Value value = rewriter.CopyTyped(node, inputs);
            return node.Op is Input { Role: not InputRole.OutputGradient } && read.Contains(index)
                ? rewriter.Builder.Add(new Convert(new(MemoryOrder.Caller)), node.Name, value) : value;
        });
    }
}
