using Kiln.Generator.Faults;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Passes;

/// <summary>The programs of a network and, for each, its passes in order: the list is the documentation.</summary>
internal static class Programs
{
    /// <summary>A named pass.</summary>
    public readonly record struct Pass(string Name, Func<Graph, Graph> Run);

    /// <summary>
    /// The programs that a source graph has: a network without a loss only infers, unless gradients come from outside; each entry infers
    /// by itself.
    /// </summary>
    public static IEnumerable<ProgramSpec> Of(Graph source, ProgramDemands? demands = null)
    {
        demands ??= ProgramDemands.None;
        yield return ProgramKind.Infer;
        if (source.Results.Any(result => result.Kind == ResultKind.Loss))
        {
            yield return ProgramKind.Evaluate;
            yield return ProgramKind.Train;
            if (demands.GradientInputs.Count > 0)
                yield return new ProgramSpec(ProgramKind.InputGradient, "", new GradientTargets(false, demands.GradientInputs));
        }

        if (demands.IsTrainable)
        {
            var targets = new GradientTargets(true, demands.GradientInputs);
            yield return new ProgramSpec(ProgramKind.ForwardTraining, "", targets);
            yield return new ProgramSpec(ProgramKind.Backward, "", targets);
        }

        foreach (string entry in source.Results.Select(result => result.Entry).Where(entry => entry.Length > 0).Distinct())
            yield return new ProgramSpec(ProgramKind.Infer, entry, GradientTargets.None);
    }

    public static IReadOnlyList<Pass> PassesOf(ProgramSpec spec) => [.. Forms(spec), .. Lowering];

    /// <summary>Runs the passes of a program; <paramref name="after"/> sees the graph after each one.</summary>
    public static Graph Lower(Graph source, ProgramSpec spec, Action<string, Graph>? after = null)
    {
        Graph graph = source;
        foreach (Pass pass in PassesOf(spec))
        {
            Graph before = graph;
            graph = Fault.Note($"running {pass.Name} of {spec.Kind} on", () => pass.Run(before));
            after?.Invoke(pass.Name, graph);
        }

        return graph;
    }

    private static IReadOnlyList<Pass> Forms(ProgramSpec spec) =>
    [
        new(nameof(SelectEntry), graph => SelectEntry.Run(graph, spec.Entry)),
        new(nameof(AbsorbFlatten), AbsorbFlatten.Run),
        new(nameof(NestConcatenations), NestConcatenations.Run),
        .. spec.Kind switch
        {
            ProgramKind.Infer => Inference(ResultKind.Output),
            ProgramKind.Evaluate => Inference(ResultKind.Output, ResultKind.Loss, ResultKind.LossTerm, ResultKind.LossPart),
            ProgramKind.Train =>
            [
                .. Training(
                    graph => Differentiate.OfLoss(graph, spec.Targets),
                    ResultKind.Loss, ResultKind.LossTerm, ResultKind.LossPart, ResultKind.ParameterGradient, ResultKind.StateUpdate),
                new(nameof(Recompute), Recompute.Run),
            ],
            // The running statistics are those of the network's own training.
            ProgramKind.InputGradient =>
            [
                .. Training(graph => Differentiate.OfLoss(graph, spec.Targets), ResultKind.Loss, ResultKind.LossTerm, ResultKind.InputGradient),
                new(nameof(Recompute), Recompute.Run),
            ],
            // One graph for both, planned once and cut in two.
            _ =>
            [
                .. Training(
                    graph => Differentiate.OfOutputs(graph, spec.Targets), ResultKind.Output, ResultKind.ParameterGradient, ResultKind.InputGradient,
                    ResultKind.StateUpdate),
                new(nameof(HoldInputs), HoldInputs.Run),
            ],
        },
    ];

    private static IReadOnlyList<Pass> Inference(params ResultKind[] results) =>
    [
        new(nameof(InferenceForm), InferenceForm.Run),
        new(nameof(KeepResults), graph => KeepResults.Run(graph, results)),
        .. Simpler,
    ];

    private static IReadOnlyList<Pass> Training(Func<Graph, Graph> differentiate, params ResultKind[] results) =>
    [
        new(nameof(TrainingForm), TrainingForm.Run),
        new(nameof(Differentiate), differentiate),
        new(nameof(KeepResults), graph => KeepResults.Run(graph, results)),
        .. Simpler,
    ];

    /// <summary>What nobody reads goes before each pass that asks how many readers a value has. In training it is frozen normalization that folds.</summary>
    private static IReadOnlyList<Pass> Simpler { get; } =
    [
        new(nameof(RemoveIdentities), RemoveIdentities.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
        new(nameof(FoldChannelAffine), FoldChannelAffine.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
        new(nameof(OrderOperands), OrderOperands.Run),
    ];

    private static IReadOnlyList<Pass> Lowering { get; } =
    [
        new(nameof(AssignOrders), AssignOrders.Run),
        new(nameof(AssignBorders), AssignBorders.Run),
        new(nameof(FuseElementwise), FuseElementwise.Run),
        new(nameof(ReadSmallOperands), ReadSmallOperands.Run),
        new(nameof(AssignViews), AssignViews.Run),
        new(nameof(PackParameters), PackParameters.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
    ];
}
