using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Planning;

/// <summary>
/// Values that share one buffer: the parts of a concatenation in the memory of the whole, and values that are parts of the memory that they
/// are read from. They are placed together, and an op that writes whole vectors runs before the owner of the channels after them.
/// </summary>
internal sealed class SharedBuffers
{
    private readonly Dictionary<Value, Value> _inside = [];
    private readonly Dictionary<Value, List<Value>> _members;

    public SharedBuffers(LaidOutGraph graph)
    {
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            LaidOutNode node = graph.Nodes[i];
            if (node.Implementation.IsPartOfInput) _inside[new Value(i)] = node.Inputs[0];
            for (int input = 0; input < node.Inputs.Count; input++)
                if (node.Implementation.HoldsInput(input)) _inside[node.Inputs[input]] = new Value(i);
        }

        _members = _inside.Keys.GroupBy(HostOf).ToDictionary(parts => parts.Key, parts => (List<Value>)[parts.Key, .. parts]);
        Order = [.. _members.Values.SelectMany(members => OrderOf(graph, members))];
    }

    /// <summary>Pairs of nodes whose second must run after the first: it owns the channels that the first one overwrites.</summary>
    public IReadOnlyList<(int First, int Second)> Order { get; }

    /// <summary>The value that owns this one's memory; the value itself if it has its own.</summary>
    public Value HostOf(Value value)
    {
        while (_inside.TryGetValue(value, out Value host)) value = host;
        return value;
    }

    /// <summary>All values of the value's buffer.</summary>
    public IReadOnlyList<Value> MembersOf(Value value) => _members.TryGetValue(HostOf(value), out List<Value>? members) ? members : [value];

    /// <summary>First and last position of a value in its buffer, in elements of one pixel or sample; Written counts the rest of the last vector.</summary>
    public static (long First, long End, long Written) Span(LaidOutType type)
    {
        Geometry map = Geometry.Of(type);
        long floats = map.Channel * map.Channels;
        return (map.Start, map.Start + floats, map.Start + map.Written(floats));
    }

    private static IEnumerable<(int First, int Second)> OrderOf(LaidOutGraph graph, List<Value> members)
    {
        List<(Value Value, (long First, long End, long Written) Span)> written =
            [.. members.Where(value => !graph[value].Implementation.IsPartOfInput).Select(value => (value, Span(graph.LaidOut(value))))];
        // A concatenation that holds some of its parts copies the others, and writes nothing behind them.
        bool HoldsParts(Value value) => Enumerable.Range(0, graph[value].Inputs.Count).Any(graph[value].Implementation.HoldsInput);
        foreach ((Value value, (long First, long End, long Written) span) in written.Where(item => !HoldsParts(item.Value)))
            foreach ((Value other, (long First, long End, long Written) neighbour) in written)
                if (neighbour.First >= span.End && neighbour.First < span.Written) yield return (value.Node, other.Node);
    }
}
