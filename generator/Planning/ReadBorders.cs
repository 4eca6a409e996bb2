using Kiln.Generator.LaidOut;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// The values around which somebody reads the border. All other borders are there for the strides alone and are never filled: what runs over memory as it lies
/// makes something of what it finds there, and leaves it in a border that is filled behind it or read by nobody.
/// </summary>
internal static class ReadBorders
{
    public static HashSet<Value> Of(LaidOutGraph graph)
    {
        var read = new HashSet<Value>();
        // Readers come after what they read, so the readers of a whole are known before its parts.
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            LaidOutNode node = graph.Nodes[i];
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                bool isSameMemory = node.Implementation.HoldsInput(input) || (node.Implementation.IsPartOfInput && input == 0);
                if (!BorderGroups.Wanted(graph, node, input).IsNone || (isSameMemory && read.Contains(new Value(i)))) read.Add(node.Inputs[input]);
            }
        }

        return read;
    }
}
