using Kiln.Generator.Layouts;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Surface;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Planning;

/// <summary>All programs of a network over one layout of parameters, states and loss terms.</summary>
internal sealed record NetworkPlan(Graph Source, BlockLayout Blocks, IReadOnlyList<CompiledProgram> Programs)
{
    public CompiledProgram Infer => Programs[0];

    /// <summary>Trained values, without the gaps that align them.</summary>
    public long ParameterCount => Source.All<Parameter>().Sum(item => (long)item.Op.Shape.ElementCount);

    /// <summary>The program whose arena training works in: that of the network's own loss, or the one that continues from gradients of the outputs.</summary>
    public CompiledProgram? Training => Programs.FirstOrDefault(program => program.Spec.Targets.Parameters);

    public CompiledProgram Find(string name) => Programs.First(program => program.Spec.Name == name);

    public static NetworkPlan Of(EvaluatedNetwork network) => Of(network.Graph, network.Programs);

    public static NetworkPlan Of(Graph source, ProgramDemands? demands = null) => Of(source, ProgramTable.Of(source, demands));

    private static NetworkPlan Of(Graph source, IEnumerable<ProgramSpec> rows)
    {
        BlockLayout blocks = LayOut(source);
        var programs = new List<CompiledProgram>();
        foreach (ProgramSpec spec in rows)
        {
            int number = programs.Count;
            if (spec.Continues is { } first)
            {
                CompiledProgram forward = programs.Single(program => program.Spec.Name == first);
                programs.Add(new CompiledProgram(spec, forward.Plan, number, forward.Number, forward.Packed));
                continue;
            }

            Plan plan = MemoryPlanner.Run(Passes.Programs.Lower(source, spec), blocks);
            if (plan.SlotCount > SpanMethods.MaximumSpans)
                throw new InvalidOperationException($"A call passes at most {SpanMethods.MaximumSpans} spans, not {plan.SlotCount}.");
            // Inference reads one published snapshot, so that a program which packs the same weights reads those.
            CompiledProgram? like = !spec.IsTraining && spec.ReturnsLoss && PacksAlike(plan, programs[0].Plan) ? programs[0] : null;
            programs.Add(new CompiledProgram(spec, plan, number, number, like?.Number ?? number));
        }

        return new NetworkPlan(source, blocks, programs);
    }

    private static BlockLayout LayOut(Graph source)
    {
        var parameters = new Dictionary<string, long>();
        var states = new Dictionary<string, long>();
        var losses = new Dictionary<string, int>();
        long parameterFloats = 0, stateFloats = 0;
        foreach (GraphNode node in source.Nodes)
        {
            switch (node.Op)
            {
                case Parameter parameter:
                    parameters.Add(node.Name, parameterFloats);
                    parameterFloats += Geometry.Align(parameter.Shape.ElementCount);
                    break;
                case State state:
                    states.Add(node.Name, stateFloats);
                    stateFloats += Geometry.Align(state.Shape.ElementCount);
                    break;
                default:
                    break;
            }
        }

        // The loss comes first, then the terms in order, then the parts of both.
        foreach (ResultKind kind in new[] { ResultKind.Loss, ResultKind.LossTerm, ResultKind.LossPart })
            foreach (Result result in source.Results.Where(result => result.Kind == kind)) losses.Add(result.Name, losses.Count);
        return new BlockLayout(parameters, parameterFloats, states, stateFloats, losses);
    }

    /// <summary>Both programs pack the same weights at the same offsets, so that one packed block serves both.</summary>
    private static bool PacksAlike(Plan left, Plan right) =>
        left.PackSteps.Select(step => (left.Graph.Nodes[step].Name, left.Graph.Nodes[step].Op))
            .SequenceEqual(right.PackSteps.Select(step => (right.Graph.Nodes[step].Name, right.Graph.Nodes[step].Op)));
}
