using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.Passes;

/// <summary>Values whose memory must have one border, found by union-find (Tarjan 1975), and the border of each group.</summary>
internal sealed class BorderGroups
{
    private readonly Dictionary<Value, Value> _parent = [];
    private readonly Dictionary<Value, Border> _border = [];
    private readonly HashSet<Value> _fixed = [];

    public BorderGroups(LaidOutGraph graph)
    {
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            LaidOutNode node = graph.Nodes[i];
            // What may share a buffer has one border there.
            bool mayShare = node.Op is Ops.Concat { Axis: 0 } or Ops.Slice { Axis: 0 };
            foreach (Value input in node.Inputs)
                if ((node.Implementation.FlatMemory && graph.TypeOf(input).Shape == node.Outputs[0].Shape)
                    || (mayShare && graph[input].Implementation.WritesBorderedMaps && graph.LaidOut(input).Layout == node.Layouts[0]))
                    Union(new Value(i), input);
        }

        // Dropout numbers elements by position: its forward and backward nodes (one op, compared by value) need one border.
        var masks = new Dictionary<Ops.Dropout, Value>();
        foreach ((int i, _, Ops.Dropout mask) in graph.All<Ops.Dropout>())
            if (masks.TryGetValue(mask, out Value first)) Union(new Value(i), first);
            else masks[mask] = new Value(i);

        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            LaidOutNode node = graph.Nodes[i];
            for (int output = 0; output < node.Outputs.Count; output++)
                if (!node.Implementation.WritesBorderedMaps || node.Layouts[output].Order == MemoryOrder.Caller)
                    _fixed.Add(Find(new Value(i, output)));
        }

        foreach (LaidOutNode node in graph.Nodes)
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                Border wanted = Wanted(graph, node, input);
                Value group = Find(node.Inputs[input]);
                if (wanted.IsNone || _fixed.Contains(group)) continue;
                Border present = BorderOf(group);
                if (present.IsNone || present.Fill == wanted.Fill) _border[group] = present.Union(wanted);
            }
    }

    public static Border Wanted(LaidOutGraph graph, LaidOutNode node, int input) =>
        graph.TypeOf(node.Inputs[input]).Shape.Rank == 3 ? node.InputBorder(input, graph.InputTypes(node)) : default;

    public Border BorderOf(Value value) => _border.TryGetValue(Find(value), out Border border) ? border : default;

    /// <summary>Whether the value's own border does for a consumer.</summary>
    public bool Serves(Value value, Border wanted)
    {
        Border border = BorderOf(value);
        return !border.IsNone && border.Fill == wanted.Fill && border.Union(wanted) == border;
    }

    private Value Find(Value value)
    {
        Value root = value;
        while (_parent.TryGetValue(root, out Value parent)) root = parent;
        // Paths are compressed, so that long chains stay short to follow.
        while (value != root) (value, _parent[value]) = (_parent[value], root);
        return root;
    }

    private void Union(Value left, Value right)
    {
        (left, right) = (Find(left), Find(right));
        if (left != right) _parent[left] = right;
    }
}
