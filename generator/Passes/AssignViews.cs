using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. The parts of a concatenation are written where they belong in the whole, and what is cut out of a value is read where it is,
/// as far as the ops that make and read them go by strides: nobody copies.
/// </summary>
internal static class AssignViews
{
    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        var views = new ViewFinder(graph);
        return GraphRewriter.Run(graph, (rewriter, index, node, inputs) =>
        {
            EquatableArray<TensorType> outputs = Enumerable.Range(0, node.Outputs.Count)
                .Select(
                    output => views.ViewOf(new Value(index, output)) is { IsNone: false } view
                        ? node.Outputs[output] with { Layout = node.Outputs[output].Layout with { View = view } }
                        : node.Outputs[output]).ToEquatableArray();
            LaidOutNode Make(Op op) => node.As(op, graph.InputTypes(node), outputs);
            return rewriter.CopyTyped(node.Op switch
            {
                Concat when views.Holds(index) =>
                    Make(new Concat(Enumerable.Range(0, node.Inputs.Count).Select(input => views.IsHeld(index, input)).ToEquatableArray())),
                Slice slice => Make(slice with { InPlace = views.IsCutOut(index) }),
                Reshape reshape => Make(reshape with { InPlace = views.IsCutOut(index) }),
                Transpose transpose => Make(transpose with { InPlace = views.IsCutOut(index) }),
                _ => node.LaidOutAs(graph.InputTypes(node), outputs),
            }, inputs);
        });
    }
}
