using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Planning;

/// <summary>
/// A program ready to be emitted: graph, packing steps, segments, the memory of every value, and the sizes in bytes of the arena's
/// three regions and of the Packed block. The first <paramref name="ForwardSegments"/> segments do not need the gradients of the outputs, where the caller
/// gives them; <paramref name="Workspaces"/> and <paramref name="PartialSums"/> are by step, and <paramref name="Slots"/> numbers the caller's spans.
/// </summary>
internal sealed record Plan(
    LaidOutGraph Graph, EquatableArray<int> PackSteps, EquatableArray<Segment> Segments, int ForwardSegments,
    IReadOnlyDictionary<Value, Storage> Storage, IReadOnlyDictionary<int, Storage> Workspaces, IReadOnlyDictionary<int, Storage> PartialSums,
    IReadOnlyDictionary<string, int> Slots, long FixedBytes, long PerSampleBytes, long PerWorkerBytes, long PackedBytes)
{
    /// <summary>Memory for outputs that the caller leaves out.</summary>
    public EquatableArray<LeftOutput> LeftOut { get; init; } = [];

    /// <summary>The most spans that one call passes.</summary>
    public int SlotCount => Slots.Values.Select(slot => slot + 1).DefaultIfEmpty(0).Max();

    private readonly HashSet<Value> _readBorders = ReadBorders.Of(Graph);
    private readonly int?[] _segmentOf = SegmentsOf(Graph, Segments);

    /// <summary>The segment that computes a node; null if it is given or computed when weights are packed.</summary>
    public int? SegmentOf(int node) => _segmentOf[node];

    /// <summary>Whether whoever makes a value fills the border around it.</summary>
    public bool FillsBorder(Value value) => !Graph.LaidOut(value).Layout.Border.IsNone && _readBorders.Contains(value);

    private static int?[] SegmentsOf(LaidOutGraph graph, EquatableArray<Segment> segments)
    {
        int?[] segmentOf = new int?[graph.Nodes.Count];
        for (int i = 0; i < segments.Count; i++)
            foreach (int step in segments[i].Steps) segmentOf[step] = i;
        return segmentOf;
    }

    /// <summary>Bytes of the arena for a batch and a number of workers.</summary>
    public long ArenaBytes(int batch, int workers) => FixedBytes + (PerSampleBytes * batch) + (PerWorkerBytes * workers);
}

/// <summary>An output that the caller may leave out: its slot and its place in the arena, at Offset * capacity bytes as the samples lie in a span.</summary>
internal sealed record LeftOutput(string Name, long Slot, long Offset, long Stride);
