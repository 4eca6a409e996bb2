using Kiln.Generator.Faults;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Passes;

/// <summary>The passes of a program in order: the list is the documentation.</summary>
internal static class Programs
{
    /// <summary>A named pass.</summary>
    public readonly record struct Pass(string Name, Func<Graph, Graph> Run);

    public static IReadOnlyList<Pass> PassesOf(ProgramSpec spec) => [.. Forms(spec), .. Lowering(spec)];

    /// <summary>Runs the passes of a program; <paramref name="after"/> sees the graph after each one.</summary>
    public static Graph Lower(Graph source, ProgramSpec spec, Action<string, Graph>? after = null)
    {
        Graph graph = source;
        foreach (Pass pass in PassesOf(spec))
        {
            Graph before = graph;
            graph = Fault.Note($"running {pass.Name} of {spec.Name} on", () => pass.Run(before));
            after?.Invoke(pass.Name, graph);
        }

        return graph;
    }

    private static IReadOnlyList<Pass> Forms(ProgramSpec spec) =>
    [
        new(nameof(SelectEntry), graph => SelectEntry.Run(graph, spec.Entry)),
        new(nameof(AbsorbFlatten), AbsorbFlatten.Run),
        new(nameof(NestConcatenations), NestConcatenations.Run),
        .. spec.IsTraining ? Training(spec) : [new(nameof(InferenceForm), InferenceForm.Run)],
        new(nameof(KeepResults), graph => KeepResults.Run(graph, [.. spec.Results, .. spec.Prepares])),
        .. spec.Extends is null ? Array.Empty<Pass>() : [new(nameof(ReadOutputs), ReadOutputs.Run)],
        .. Simpler,
        .. Memory(spec),
    ];

    private static IReadOnlyList<Pass> Training(ProgramSpec spec) =>
    [
        new(nameof(TrainingForm), TrainingForm.Run),
        new(nameof(Differentiate), graph => spec.ReturnsLoss ? Differentiate.OfLoss(graph, spec.Targets) : Differentiate.OfOutputs(graph, spec.Targets)),
    ];

    /// <summary>What backward reads: computed again where that is cheap, and held where it runs in a call of its own.</summary>
    private static IReadOnlyList<Pass> Memory(ProgramSpec spec) =>
        !spec.IsTraining ? [] : spec.ReturnsLoss ? [new(nameof(Recompute), Recompute.Run)] : [new(nameof(HoldInputs), HoldInputs.Run)];

    /// <summary>What nobody reads goes before each pass that asks how many readers a value has. In training it is frozen normalization that folds.</summary>
    private static IReadOnlyList<Pass> Simpler { get; } =
    [
        new(nameof(RemoveIdentities), RemoveIdentities.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
        new(nameof(FoldChannelAffine), FoldChannelAffine.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
        new(nameof(OrderOperands), OrderOperands.Run),
    ];

    private static IReadOnlyList<Pass> Lowering(ProgramSpec spec) =>
    [
        new(nameof(AssignOrders), AssignOrders.Run),
        spec.IsTight ? new(nameof(TightenLayouts), TightenLayouts.Run) : new(nameof(AssignBorders), AssignBorders.Run),
        new(nameof(FuseElementwise), FuseElementwise.Run),
        new(nameof(ReadSmallOperands), ReadSmallOperands.Run),
        new(nameof(AssignViews), AssignViews.Run),
        new(nameof(PackParameters), PackParameters.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
    ];
}
