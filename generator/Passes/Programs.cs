using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>The passes of a program in order: the list is the documentation.</summary>
internal static class Programs
{
    /// <summary>A named pass.</summary>
    public sealed record Pass<TGraph>(string Name, Func<TGraph, TGraph> Run);

    /// <summary>Runs the passes of a program; <paramref name="formed"/> and <paramref name="laidOut"/> see the graph after each one.</summary>
    public static LaidOutGraph Lower(Graph source, ProgramSpec spec, Action<string, Graph>? formed = null, Action<string, LaidOutGraph>? laidOut = null)
    {
        Graph form = Run(source, Forms(spec), spec, formed);
        LaidOutGraph graph = Fault.Note($"running {nameof(ChooseImplementations)} of {spec.Name} on", () => ChooseImplementations.Run(form));
        laidOut?.Invoke(nameof(ChooseImplementations), graph);
        return Run(graph, Lowering(spec), spec, laidOut);
    }

    private static TGraph Run<TGraph>(TGraph graph, IEnumerable<Pass<TGraph>> passes, ProgramSpec spec, Action<string, TGraph>? after)
    {
        foreach (Pass<TGraph> pass in passes)
        {
            TGraph before = graph;
            graph = Fault.Note($"running {pass.Name} of {spec.Name} on", () => pass.Run(before));
            after?.Invoke(pass.Name, graph);
        }

        return graph;
    }

    /// <summary>What a program computes.</summary>
    public static IReadOnlyList<Pass<Graph>> Forms(ProgramSpec spec) =>
    [
        new(nameof(SelectEntry), graph => SelectEntry.Run(graph, spec.Entry)),
        new(nameof(AbsorbFlatten), AbsorbFlatten.Run),
        new(nameof(AbsorbPadding), AbsorbPadding.Run),
        new(nameof(NestConcatenations), NestConcatenations.Run),
        .. spec.IsTraining ? Training(spec) : [new(nameof(InferenceForm), InferenceForm.Run)],
        new(nameof(KeepResults), graph => KeepResults.Run(graph, [.. spec.Results, .. spec.Prepares])),
        .. spec.RowByRow is { Count: > 0 } names ? [new(nameof(FuseDepthwise), graph => FuseDepthwise.Run(graph, names))] : Array.Empty<Pass<Graph>>(),
        .. spec.Extends is null ? Array.Empty<Pass<Graph>>() : [new(nameof(ReadOutputs), ReadOutputs.Run)],
        .. Simpler,
    ];

    private static IReadOnlyList<Pass<Graph>> Training(ProgramSpec spec) =>
    [
        new(nameof(TrainingForm), TrainingForm.Run),
        new(nameof(Differentiate), graph => spec.ReturnsLoss ? Differentiate.OfLoss(graph, spec.Targets) : Differentiate.OfOutputs(graph, spec.Targets)),
    ];

    /// <summary>Gradients lie where the caller can add them. What backward reads is computed again where cheap, or held for a call of its own.</summary>
    private static IReadOnlyList<Pass<LaidOutGraph>> Memory(ProgramSpec spec) =>
        !spec.IsTraining ? []
        : [
            new(nameof(StoreGradients), StoreGradients.Run),
            spec.ReturnsLoss ? new(nameof(Recompute), Recompute.Run) : new(nameof(HoldInputs), HoldInputs.Run),
        ];

    /// <summary>What nobody reads goes before each pass that asks how many readers a value has. In training it is frozen normalization that folds.</summary>
    private static IReadOnlyList<Pass<Graph>> Simpler { get; } =
    [
        new(nameof(RemoveIdentities), RemoveIdentities.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
        new(nameof(FoldChannelAffine), FoldChannelAffine.Run),
        new(nameof(ExpandNormalization), ExpandNormalization.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
    ];

    /// <summary>How it is computed: where its values lie, and which ops share a step.</summary>
    public static IReadOnlyList<Pass<LaidOutGraph>> Lowering(ProgramSpec spec) =>
    [
        .. spec.SavesMemory ? [new(nameof(SaveMemory), SaveMemory.Run)] : Array.Empty<Pass<LaidOutGraph>>(),
        new(nameof(OrderOperands), OrderOperands.Run),
        .. Memory(spec),
        new(nameof(AssignOrders), AssignOrders.Run),
        new(nameof(AssignBorders), AssignBorders.Run),
        new(nameof(TightenLayouts), TightenLayouts.Run),
        new(nameof(FuseElementwise), FuseElementwise.Run),
        new(nameof(ReadSmallOperands), ReadSmallOperands.Run),
        new(nameof(AssignViews), AssignViews.Run),
        new(nameof(JoinLoops), JoinLoops.Run),
        new(nameof(PackParameters), PackParameters.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
    ];
}
