using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.Passes;

/// <summary>
/// Gives maps the border of zeros that their consumers read around them, so that the producer writes into the interior and nobody
/// copies. Values tied by ops that run over memory as it lies share one border. Where the producer cannot write around a border, or a
/// consumer wants another fill, the consumer gets a copy of its own.
/// </summary>
internal static class AssignBorders
{
    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        var groups = new BorderGroups(graph);
        return GraphRewriter.Run(graph, (rewriter, index, node, inputs) =>
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                Border wanted = BorderGroups.Wanted(graph, node, i);
                bool mustGo = !node.Implementation.ReadsBorderedMaps && !groups.BorderOf(node.Inputs[i]).IsNone;
                if (!mustGo && (wanted.IsNone || groups.Serves(node.Inputs[i], wanted))) continue;
                inputs[i] = rewriter.Once(new Convert(new(graph.LaidOut(node.Inputs[i]).Layout.Order, wanted)), inputs[i]);
            }

            IEnumerable<Layout> layouts = node.Layouts.Select((layout, output) => layout with { Border = groups.BorderOf(new Value(index, output)) });
            return rewriter.CopyTyped(node.LaidOutAs([.. layouts]), inputs);
        });
    }
}
