using Kiln.Generator.Graphs;

namespace Kiln.Generator.Planning;

/// <summary>
/// A program ready to be emitted: graph, packing steps, segments, the memory of every value, and the sizes in floats of the arena's
/// three regions and of the Packed block.
/// </summary>
internal sealed record Plan(
    Graph Graph, EquatableArray<int> PackSteps, EquatableArray<Segment> Segments,
    IReadOnlyDictionary<Value, Storage> Storage,
    long FixedFloats, long PerSampleFloats, long PerWorkerFloats, long PackedFloats)
{
    /// <summary>Bytes of the arena for a batch and a number of workers.</summary>
    public long ArenaBytes(int batch, int workers) => sizeof(float) * (FixedFloats + (PerSampleFloats * batch) + (PerWorkerFloats * workers));
}
