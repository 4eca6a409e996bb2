using System.Collections.Immutable;
using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.LaidOut;

/// <summary>How the values of decided ops lie, and what has been made of them, once for all readers: copies in other orders, and filled borders.</summary>
internal sealed record Placement(ImmutableDictionary<Value, LaidOutType> Values, ImmutableHashSet<(Value, Layout)> Made)
{
    public static Placement Empty { get; } = new(ImmutableDictionary<Value, LaidOutType>.Empty, ImmutableHashSet<(Value, Layout)>.Empty);

    /// <summary>What it costs to compute a node in this way, with what has to be made of its inputs for that.</summary>
    public (long Cost, Placement After) With(Graph graph, int index, Implementation implementation)
    {
        GraphNode node = graph.Nodes[index];
        EquatableArray<LaidOutType> inputs = node.Inputs.Select(input => TypeOf(graph, input));
        EquatableArray<LaidOutType> outputs = node.Outputs
            .Select((type, output) => new LaidOutType(type, implementation.InitialLayout(output, inputs, node.Outputs)));
        LaidOutTypes types = implementation.AsRead(new(inputs, outputs));
        EquatableArray<LaidOutType> read = types.Inputs;
        long cost = implementation.Cost;
        ImmutableHashSet<(Value, Layout)> made = Made;
        for (int i = 0; i < read.Count; i++)
        {
            if (read[i].Shape.Leading == 0 || !Values.ContainsKey(node.Inputs[i])) continue;
            LaidOutType bordered = read[i] with { Layout = new(read[i].Layout.Order, implementation.InputBorder(i, graph.InputTypes(node), node.Outputs)) };
            if (read[i] != inputs[i]) Make(node.Inputs[i], read[i], read[i].Shape.ElementCount * ConvertImplementation.CostOfElement);
            if (bordered != read[i]) Make(node.Inputs[i], bordered, ConvertImplementation.CostOfBorder(read[i], bordered));
        }

        ImmutableDictionary<Value, LaidOutType> values = Values;
        for (int i = 0; i < outputs.Count; i++) values = values.Add(new Value(index, i), outputs[i] with { Layout = Written(i) });
        return (cost, new Placement(values, made));

        void Make(Value value, LaidOutType type, long itsCost)
        {
            if (made.Contains((value, type.Layout))) return;
            made = made.Add((value, type.Layout));
            cost += itsCost;
        }

        Layout Written(int output) =>
            node.Op is Input input ? new(Orders.OfInput(input))
            : outputs[output].Shape.Leading == 0 ? outputs[output].Layout
            : new(implementation.OutputOrder(output, types));
    }

    /// <summary>A value of which nothing is decided is taken to lie as suits its channels.</summary>
    private LaidOutType TypeOf(Graph graph, Value value) =>
        Values.TryGetValue(value, out LaidOutType? known) ? known : new(graph.TypeOf(value), new(Orders.Preferred(graph.TypeOf(value).Shape)));
}
