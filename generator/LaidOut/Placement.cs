using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.LaidOut;

/// <summary>
/// How the values of decided ops lie, and what has been made of them, once for all readers: copies in other orders, and filled borders. A trial sees what was
/// decided <paramref name="before"/> it and changes nothing there.
/// </summary>
internal sealed class Placement(Graph graph, Placement? before = null)
{
    private readonly Dictionary<Value, LaidOutType> _values = [];
    private readonly HashSet<Copy> _made = [];

    /// <summary>How a node is placed if it is computed in this way, and what that costs, with what has to be made of its inputs.</summary>
    public Placed Of(int index, Implementation implementation)
    {
        GraphNode node = graph.Nodes[index];
        EquatableArray<LaidOutType> inputs = node.Inputs.Select(TypeOf);
        EquatableArray<LaidOutType> outputs = node.Outputs
            .Select((type, output) => new LaidOutType(type, implementation.InitialLayout(output, inputs, node.Outputs)));
        LaidOutTypes types = implementation.AsRead(new(inputs, outputs));
        EquatableArray<LaidOutType> read = types.Inputs;
        long cost = implementation.Cost;
        var made = new List<Copy>();
        for (int i = 0; i < read.Count; i++)
        {
            if (read[i].Shape.Leading == 0 || Known(node.Inputs[i]) is null) continue;
            LaidOutType bordered = read[i] with { Layout = new(read[i].Layout.Order, implementation.InputBorder(i, graph.InputTypes(node), node.Outputs)) };
            if (read[i] != inputs[i]) Make(node.Inputs[i], read[i], read[i].Shape.ElementCount * ConvertImplementation.CostOfElement);
            if (bordered != read[i]) Make(node.Inputs[i], bordered, ConvertImplementation.CostOfBorder(read[i], bordered));
        }

        return new(index, cost, outputs.Select((output, i) => output with { Layout = Written(i) }), made);

        void Make(Value value, LaidOutType type, long itsCost)
        {
            var copy = new Copy(value, type.Layout);
            if (made.Contains(copy) || IsMade(copy)) return;
            made.Add(copy);
            cost += itsCost;
        }

        Layout Written(int output) =>
            node.Op is Input input ? new(Orders.OfInput(input))
            : outputs[output].Shape.Leading == 0 ? outputs[output].Layout : new(implementation.OutputOrder(output, types));
    }

    /// <summary>Decides for this way, and says what it costs.</summary>
    public long Add(Placed placed)
    {
        for (int i = 0; i < placed.Outputs.Count; i++) _values.Add(new Value(placed.Index, i), placed.Outputs[i]);
        _made.UnionWith(placed.Made);
        return placed.Cost;
    }

    /// <summary>A value of which nothing is decided is taken to lie as suits its channels.</summary>
    private LaidOutType TypeOf(Value value) => Known(value) ?? new(graph.TypeOf(value), new(Orders.Preferred(graph.TypeOf(value).Shape)));

    private LaidOutType? Known(Value value) => _values.TryGetValue(value, out LaidOutType? known) ? known : before?.Known(value);

    private bool IsMade(Copy copy) => _made.Contains(copy) || before?.IsMade(copy) == true;
}

/// <summary>A node that is computed in some way: what it costs, how its outputs lie, and what is made of its inputs.</summary>
internal sealed record Placed(int Index, long Cost, EquatableArray<LaidOutType> Outputs, IReadOnlyList<Copy> Made);

/// <summary>What is made of a value, once for all readers.</summary>
internal sealed record Copy(Value Value, Layout Layout);
