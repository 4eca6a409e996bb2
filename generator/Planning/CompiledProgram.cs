using Kiln.Generator.Graphs;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// A planned program of a network. <paramref name="Arena"/> is the number of the program whose arena it works in, <paramref name="Packed"/> of the one that
/// packed the weights it reads: usually its own number.
/// </summary>
internal sealed record CompiledProgram(ProgramSpec Spec, Plan Plan, int Number, int Arena, int Packed)
{
    public ProgramKind Kind => Spec.Kind;

    /// <summary>Names its methods in the generated class.</summary>
    public string Name => Spec.Entry.Length > 0 ? Spec.Entry + "Entry" : Kind.ToString();

    public bool OwnsArena => Arena == Number;

    public bool OwnsPacked => Packed == Number;

    /// <summary>Outputs are copied only if the caller gave a span.</summary>
    public bool OptionalOutputs => Kind == ProgramKind.Evaluate;

    /// <summary>Number of the first segment of the plan that it runs.</summary>
    public int FirstSegment => Kind == ProgramKind.Backward ? Plan.ForwardSegments : 0;

    /// <summary>One past the last segment that it runs.</summary>
    public int EndSegment => Kind == ProgramKind.Backward ? Plan.Segments.Count : Plan.ForwardSegments;

    /// <summary>Whether it keeps its packed weights to itself instead of reading a published snapshot.</summary>
    public bool IsTraining => Kind is not (ProgramKind.Infer or ProgramKind.Evaluate);

    /// <summary>Whether its arena is allocated by the first call instead of the constructor.</summary>
    public bool IsDeferred => Kind != ProgramKind.Infer || Spec.Entry.Length > 0;

    /// <summary>Whether one of its segments writes into a block.</summary>
    public bool Writes(Block block) =>
        Plan.Storage.Any(item => item.Value.Block == block && Plan.SegmentOf(item.Key.Node) is { } segment && segment >= FirstSegment && segment < EndSegment);
}
