using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>
/// Which values share a buffer. Concatenations of concatenations (Huang et al. 2017) become one buffer. Kernels write whole vectors, so a part whose channels
/// are no multiple of 16 writes over the beginning of the next one: it is written before it, and behind the last part there is room.
/// </summary>
internal sealed class ViewFinder
{
    /// <summary>Concatenations within each other that share one buffer; the next one is a copy, so that endless nesting needs no endless stack.</summary>
    private const int MostNested = 128;

    private readonly LaidOutGraph _graph;
    private readonly ILookup<Value, (int Node, int Input)> _users;
    private readonly HashSet<Value> _results;
    private readonly Dictionary<Value, View> _views = [];
    private readonly HashSet<(int Node, int Input)> _held = [];
    private readonly HashSet<Value> _shared = [];

    /// <summary>The parts of the present buffer: nothing lies in two places.</summary>
    private readonly HashSet<Value> _parts = [];

    private readonly HashSet<int> _cutOut = [];

    public ViewFinder(LaidOutGraph graph)
    {
        _graph = graph;
        _results = [.. graph.Results.Select(result => result.Value)];
        _users = graph.Nodes.SelectMany((node, i) => node.Inputs.Select((value, input) => new { Value = value, Use = (i, input) }))
            .ToLookup(item => item.Value, item => item.Use);
        // The outermost concatenation comes last and takes the inner ones in.
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
            if (graph.Nodes[i].Op is Concat { Axis: 0 } && !_shared.Contains(new Value(i))) Join(i);
        IEnumerable<Found<LaidOutNode, Slice>> slices = graph.All<Slice>().Where(item => item.Op.Axis == 0);
        foreach (IGrouping<Value, Found<LaidOutNode, Slice>> parts in slices.GroupBy(item => item.Node.Inputs[0]))
            CutOut(parts.Key, [.. parts.Select(part => (part.Index, part.Op.First))]);
        for (int i = 0; i < graph.Nodes.Count; i++) Rename(i);
    }

    public View ViewOf(Value value) => _views.TryGetValue(value, out View view) ? view : default;

    /// <summary>Whether any input of a concatenation lies in the whole.</summary>
    public bool Holds(int node) => Enumerable.Range(0, _graph.Nodes[node].Inputs.Count).Any(input => IsHeld(node, input));

    /// <summary>Whether the input of a concatenation lies in the whole.</summary>
    public bool IsHeld(int node, int input) => _held.Contains((node, input));

    /// <summary>Whether the output of a node lies in its input.</summary>
    public bool IsCutOut(int node) => _cutOut.Contains(node);

    /// <summary>A part of a concatenation: where in the whole it begins, who writes it, and the parts that it has itself.</summary>
    private sealed record Part(Value Value, (int Node, int Input) Use, long First, long Elements, long Whole, IReadOnlyList<Part> Parts)
    {
        public bool IsHeld { get; set; }

        /// <summary>The node that writes it: its own, or the concatenation, which copies.</summary>
        public int Writer => IsHeld ? Value.Node : Use.Node;

        /// <summary>What follows it: the rest of its last vector.</summary>
        public long Written => First + (IsHeld ? Whole : Elements);

        /// <summary>What is written as one: a concatenation that holds none of its parts writes like any other op.</summary>
        public IEnumerable<Part> Leaves => IsHeld && Parts.Any(part => part.IsHeld) ? Parts.SelectMany(part => part.Leaves) : [this];

        /// <summary>Copies what writes whole vectors over the end of a buffer that must keep its size.</summary>
        public void KeepWithin(long room)
        {
            IsHeld &= Written <= room;
            foreach (Part part in Parts) part.KeepWithin(room);
        }

        public IEnumerable<Part> Held => IsHeld ? Parts.SelectMany(part => part.Held).Prepend(this) : [];
    }

    private void Join(int concat)
    {
        var whole = new Value(concat);
        LaidOutType type = _graph.LaidOut(whole);
        if (type.Shape.Leading != 1 || !IsMovable(type) || _results.Contains(whole) || type.Layout.Order == MemoryOrder.Caller) return;
        Geometry map = Geometry.Of(type);
        _parts.Clear();
        List<Part> parts = PartsOf(concat, type, 0, MostNested);
        long room = Geometry.Room(type);
        if (!ReadAsParts(whole)) parts.ForEach(part => part.KeepWithin(room));
        while (Copied(parts) is { } part) part.IsHeld = false;

        List<Part> held = [.. parts.SelectMany(part => part.Held)];
        if (held.Count == 0) return;
        long needed = held.Max(part => part.Written);
        View view = needed > room ? new View(checked((int)Geometry.Pitch(needed, map)), 0) : default;
        if (!view.IsNone) _views[whole] = view;
        _shared.Add(whole);
        foreach (Part part in held)
        {
            _held.Add(part.Use);
            _shared.Add(part.Value);
            _views[part.Value] = new View(view.IsNone ? checked((int)room) : view.Pitch, checked((int)(part.First / map.Channel)));
        }
    }

    /// <summary>The last part that would write over what is there by then, or null where each is written before those that it reaches into.</summary>
    private static Part? Copied(List<Part> parts)
    {
        List<Part> leaves = [.. parts.SelectMany(part => part.Leaves)];
        for (int i = leaves.Count - 1; i >= 0; i--)
            if (leaves[i].IsHeld && leaves.Skip(i + 1).Any(next => next.First < leaves[i].Written && next.Writer <= leaves[i].Writer)) return leaves[i];
        return null;
    }

    private List<Part> PartsOf(int concat, LaidOutType whole, long first, int depth)
    {
        var parts = new List<Part>();
        LaidOutNode node = _graph.Nodes[concat];
        for (int input = 0; input < node.Inputs.Count; input++)
        {
            Value value = node.Inputs[input];
            Geometry map = Geometry.Of(_graph.LaidOut(value));
            long floats = Geometry.Of(whole).Channel * map.Channels;
            bool held = CanLieIn(whole, value, (concat, input)) && _parts.Add(value);
            List<Part> own = held && depth > 1 && _graph[value].Op is Concat { Axis: 0 } ? PartsOf(value.Node, whole, first, depth - 1) : [];
            parts.Add(new Part(value, (concat, input), first, floats, map.Written(floats), own) { IsHeld = held });
            first += floats;
        }

        return parts;
    }

    private bool CanLieIn(LaidOutType whole, Value value, (int Node, int Input) use)
    {
        LaidOutType type = _graph.LaidOut(value);
        return type.Layout == whole.Layout && type.Element == whole.Element && _graph[value].WritesPart(value.Output)
            && !_shared.Contains(value)
            && !_results.Contains(value) && _graph.Nodes[use.Node].Inputs.Count(input => input == value) == 1
            && _users[value].All(user => user == use || Reads(user));
    }

    private bool Reads((int Node, int Input) user) => _graph.Nodes[user.Node].ReadsPart(user.Input);
    private bool ReadAsParts(Value value) => !_results.Contains(value) && _users[value].All(Reads);

    /// <summary>Whether kernels go by strides: indices are read by ops that know the caller's order alone.</summary>
    private static bool IsMovable(LaidOutType type) => type.Element == DType.Float32 || type.Layout.IsTight;

    /// <summary>A value under another shape, in memory that holds the same numbers in the same order.</summary>
    private void Rename(int node)
    {
        if (_graph.Nodes[node].Inputs.Count == 0) return;
        Value before = _graph.Nodes[node].Inputs[0], after = new(node);
        (LaidOutType from, LaidOutType to) = (_graph.LaidOut(before), _graph.LaidOut(after));
        bool same = from.Layout.Border.IsNone && to.Layout.Border.IsNone && _graph.Nodes[node].Implementation.KeepsMemory(from, to);
        bool free = !_shared.Contains(before) && !_shared.Contains(after) && !_results.Contains(before) && !_results.Contains(after);
        if (!same || !free || from.Shape.Leading != 1 || !IsMovable(from) || _graph[before].Op is Input or StoredOp) return;
        _shared.Add(before);
        _shared.Add(after);
        _cutOut.Add(node);
    }

    /// <summary>The parts of a value that are read where they are; there must be room for the last vector of each.</summary>
    private void CutOut(Value whole, List<(int Node, int First)> parts)
    {
        LaidOutType type = _graph.LaidOut(whole);
        if (type.Shape.Leading != 1 || type.Layout.Order == MemoryOrder.Caller || _results.Contains(whole)) return;
        Geometry map = Geometry.Of(type);
        View view = ViewOf(whole);
        long room = !view.IsNone ? view.Pitch : Geometry.Room(type);
        List<(int Node, long First, long Written)> read = [];
        foreach ((int node, int first) in parts)
        {
            LaidOutType part = _graph.Nodes[node].LaidOut(0);
            if (part.Layout != type.Layout || _shared.Contains(new Value(node)) || !ReadAsParts(new Value(node))) continue;
            // Of four and more dimensions, an index of the first is as many channels as the ones between count.
            long begin = (view.First + ((long)first * map.Channels / type.Shape[0])) * map.Channel;
            read.Add((node, begin, begin + map.Written(map.Channel * Geometry.Of(part).Channels)));
        }

        bool mayGrow = !_shared.Contains(whole) && _graph[whole].WritesPart(whole.Output) && ReadAsParts(whole);
        if (!mayGrow) read.RemoveAll(part => part.Written > room);
        if (read.Count == 0) return;
        long needed = read.Max(part => part.Written);
        if (needed > room)
        {
            room = Geometry.Pitch(needed, map);
            _views[whole] = new View(checked((int)room), 0);
        }

        _shared.Add(whole);
        foreach ((int node, long begin, long _) in read)
        {
            _cutOut.Add(node);
            _shared.Add(new Value(node));
            _views[new Value(node)] = new View(checked((int)room), checked((int)(begin / map.Channel)));
        }
    }
}
