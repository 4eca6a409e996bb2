namespace Kiln.Generator.Planning;

/// <summary>
/// A planned program of a network. <paramref name="Arena"/> is the number of the program whose arena it works in, <paramref name="Packed"/> of the one that
/// holds the packed weights that it reads; <paramref name="First"/> is the program that it extends and that runs first.
/// </summary>
internal sealed record CompiledProgram(ProgramSpec Spec, Plan Plan, int Number, int Arena, int Packed, CompiledProgram? First = null)
{
    public bool OwnsArena => Arena == Number;
    public bool OwnsPacked => Packed == Number;

    /// <summary>The first segment of the plan that it runs, and one past the last.</summary>
    public int FirstSegment => Spec.Continues is null ? 0 : Plan.ForwardSegments;
    public int EndSegment => Spec.Continues is null ? Plan.ForwardSegments : Plan.Segments.Count;

    /// <summary>Whether one of its segments writes into a block.</summary>
    public bool Writes(Block block) =>
        Plan.Storage.Any(item => item.Value.Block == block && Plan.SegmentOf(item.Key.Node) is { } segment && segment >= FirstSegment && segment < EndSegment);
}
