using Kiln.Generator.Faults;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>The programs of a network and, for each, its passes in order: the list is the documentation.</summary>
internal static class Programs
{
    /// <summary>A named pass.</summary>
    public readonly record struct Pass<TGraph>(string Name, Func<TGraph, TGraph> Run);

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

    /// <summary>Runs the passes of a program; <paramref name="formed"/> and <paramref name="laidOut"/> see the graph after each one.</summary>
    public static LaidOutGraph Lower(Graph source, ProgramSpec spec, Action<string, Graph>? formed = null, Action<string, LaidOutGraph>? laidOut = null)
    {
        Graph form = Run(source, Forms(spec), spec, formed);
        LaidOutGraph graph = Fault.Note($"running {nameof(ChooseImplementations)} of {spec.Kind} on", () => ChooseImplementations.Run(form));
        laidOut?.Invoke(nameof(ChooseImplementations), graph);
        return Run(graph, Lowering(spec), spec, laidOut);
    }

    private static TGraph Run<TGraph>(TGraph graph, IEnumerable<Pass<TGraph>> passes, ProgramSpec spec, Action<string, TGraph>? after)
    {
        foreach (Pass<TGraph> pass in passes)
        {
            TGraph before = graph;
            graph = Fault.Note($"running {pass.Name} of {spec.Kind} on", () => pass.Run(before));
            after?.Invoke(pass.Name, graph);
        }

        return graph;
    }

    /// <summary>What a program computes.</summary>
    public static IReadOnlyList<Pass<Graph>> Forms(ProgramSpec spec) =>
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
            ],
            // The running statistics are those of the network's own training.
            ProgramKind.InputGradient =>
            [
                .. Training(graph => Differentiate.OfLoss(graph, spec.Targets), ResultKind.Loss, ResultKind.LossTerm, ResultKind.InputGradient),
            ],
            // One graph for both, planned once and cut in two.
            _ =>
            [
                .. Training(
                    graph => Differentiate.OfOutputs(graph, spec.Targets), ResultKind.Output, ResultKind.ParameterGradient, ResultKind.InputGradient,
                    ResultKind.StateUpdate),
            ],
        },
    ];

    private static IReadOnlyList<Pass<Graph>> Inference(params ResultKind[] results) =>
    [
        new(nameof(InferenceForm), InferenceForm.Run),
        new(nameof(KeepResults), graph => KeepResults.Run(graph, results)),
        .. Simpler,
    ];

    private static IReadOnlyList<Pass<Graph>> Training(Func<Graph, Graph> differentiate, params ResultKind[] results) =>
    [
        new(nameof(TrainingForm), TrainingForm.Run),
        new(nameof(Differentiate), differentiate),
        new(nameof(KeepResults), graph => KeepResults.Run(graph, results)),
        .. Simpler,
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
        new(nameof(OrderOperands), OrderOperands.Run),
        .. spec.Kind switch
        {
            ProgramKind.Train or ProgramKind.InputGradient => [new Pass<LaidOutGraph>(nameof(Recompute), Recompute.Run)],
            ProgramKind.ForwardTraining or ProgramKind.Backward => [new Pass<LaidOutGraph>(nameof(HoldInputs), HoldInputs.Run)],
            _ => Array.Empty<Pass<LaidOutGraph>>(),
        },
        new(nameof(AssignOrders), AssignOrders.Run),
        new(nameof(AssignBorders), AssignBorders.Run),
        new(nameof(FuseElementwise), FuseElementwise.Run),
        new(nameof(ReadSmallOperands), ReadSmallOperands.Run),
        new(nameof(AssignViews), AssignViews.Run),
        new(nameof(PackParameters), PackParameters.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
    ];
}
