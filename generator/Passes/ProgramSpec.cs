using Kiln.Generator.Graphs;

namespace Kiln.Generator.Passes;

/// <summary>
/// One program of the open list: what it computes, for which method (<paramref name="Entry"/>; empty for the network itself), and what it
/// differentiates with respect to.
/// </summary>
internal sealed record ProgramSpec(ProgramKind Kind, string Entry, GradientTargets Targets)
{
    public static implicit operator ProgramSpec(ProgramKind kind) =>
        new(kind, "", kind is ProgramKind.Train or ProgramKind.ForwardTraining or ProgramKind.Backward ? GradientTargets.AllParameters : GradientTargets.None);
}

/// <summary>What a declaration asks for beside the source graph: gradients that come from outside, and inputs whose gradient the caller can have.</summary>
internal sealed record ProgramDemands(bool IsTrainable, EquatableArray<string> GradientInputs)
{
    public static ProgramDemands None { get; } = new(false, []);
}
