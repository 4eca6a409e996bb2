using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;

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
            LaidOutNode placed = node.LaidOutAs([.. node.Layouts.Select((layout, output) => layout with { View = views.ViewOf(new Value(index, output)) })]);
            if (views.IsCutOut(index)) placed = placed with { Implementation = new PartOfInput(placed.Implementation) };
            if (node.Op is Concat concat && views.Holds(index))
                placed = placed with { Implementation = new ConcatImplementation(concat, [.. node.Inputs.Select((_, input) => views.IsHeld(index, input))]) };
            return rewriter.CopyTyped(placed, inputs);
        });
    }
}
