using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Passes;

/// <summary>The programs of a network and, for each, its passes in order: the list is the documentation.</summary>
internal static class Programs
{
    /// <summary>A named pass.</summary>
    public readonly record struct Pass(string Name, Func<Graph, Graph> Run);

    /// <summary>The programs that a source graph has: a network without a loss only infers.</summary>
    public static IEnumerable<ProgramKind> Of(Graph source) =>
        source.Results.Any(result => result.Kind == ResultKind.Loss) ? [ProgramKind.Infer, ProgramKind.Evaluate, ProgramKind.Train] : [ProgramKind.Infer];

    public static IReadOnlyList<Pass> PassesOf(ProgramKind kind) => [.. Forms(kind), .. Lowering];

    /// <summary>Runs the passes of a program; <paramref name="after"/> sees the graph behind each one.</summary>
    public static Graph Lower(Graph source, ProgramKind kind, Action<string, Graph>? after = null)
    {
        Graph graph = source;
        foreach (Pass pass in PassesOf(kind))
        {
            graph = pass.Run(graph);
            after?.Invoke(pass.Name, graph);
        }

        return graph;
    }

    private static IReadOnlyList<Pass> Forms(ProgramKind kind) => kind switch
    {
        ProgramKind.Train =>
        [
            new(nameof(AbsorbFlatten), AbsorbFlatten.Run),
            new(nameof(TrainingForm), TrainingForm.Run),
            new(nameof(Differentiate), Differentiate.Run),
            new(nameof(KeepResults), graph => KeepResults.Run(graph, ResultKind.Loss, ResultKind.LossTerm, ResultKind.ParameterGradient, ResultKind.StateUpdate)),
            new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
            new(nameof(Recompute), Recompute.Run),
        ],
        _ =>
        [
            new(nameof(AbsorbFlatten), AbsorbFlatten.Run),
            new(nameof(InferenceForm), InferenceForm.Run),
            new(nameof(KeepResults), graph => kind == ProgramKind.Infer ? KeepResults.Run(graph, ResultKind.Output) : KeepResults.Run(graph, ResultKind.Output, ResultKind.Loss, ResultKind.LossTerm)),
            new(nameof(FoldChannelAffine), FoldChannelAffine.Run),
        ],
    };

    private static IReadOnlyList<Pass> Lowering { get; } =
    [
        new(nameof(RemoveIdentities), RemoveIdentities.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
        new(nameof(AssignOrders), AssignOrders.Run),
        new(nameof(AssignBorders), AssignBorders.Run),
        new(nameof(FuseElementwise), FuseElementwise.Run),
        new(nameof(ReadSmallOperands), ReadSmallOperands.Run),
        new(nameof(AssignViews), AssignViews.Run),
        new(nameof(PackParameters), PackParameters.Run),
        new(nameof(RemoveDeadNodes), RemoveDeadNodes.Run),
    ];
}
