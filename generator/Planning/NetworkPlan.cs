using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Planning;

/// <summary>All programs of a network over one layout of parameters, states and slots.</summary>
internal sealed record NetworkPlan(Graph Source, BlockLayout Blocks, IReadOnlyList<CompiledProgram> Programs)
{
    /// <summary>Most spans a call can pass: inputs, targets and outputs together.</summary>
    public const int MaximumSlots = 8;

    public CompiledProgram Infer => Programs[0];

    public CompiledProgram? Train => Programs.FirstOrDefault(program => program.Kind == ProgramKind.Train);

    public static NetworkPlan Of(Graph source)
    {
        BlockLayout blocks = LayOut(source);
        var programs = new List<CompiledProgram>();
        foreach (ProgramKind kind in Passes.Programs.Of(source))
        {
            Plan plan = MemoryPlanner.Run(Passes.Programs.Lower(source, kind), blocks);
            bool shares = kind == ProgramKind.Evaluate && PacksAlike(plan, programs[0].Plan);
            programs.Add(new CompiledProgram(kind, plan, !shares, shares ? 0 : programs.Count));
        }

        return new NetworkPlan(source, blocks, programs);
    }

    private static BlockLayout LayOut(Graph source)
    {
        var parameters = new Dictionary<string, long>();
        var states = new Dictionary<string, long>();
        var slots = new Dictionary<string, int>();
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
                case Input input:
                    slots.Add(input.Identifier, slots.Count);
                    break;
                default:
                    break;
            }
        }

        foreach (Result result in source.Results)
        {
            if (result.Kind == ResultKind.Output) slots.Add(result.Name, slots.Count);
            else losses.Add(result.Name, losses.Count);
        }

        if (slots.Count > MaximumSlots) throw new InvalidOperationException($"A network passes at most {MaximumSlots} spans, not {slots.Count}.");
        return new BlockLayout(parameters, parameterFloats, states, stateFloats, slots, losses);
    }

    /// <summary>Both programs pack the same weights at the same offsets, so that one packed block serves both.</summary>
    private static bool PacksAlike(Plan left, Plan right) =>
        left.PackSteps.Select(step => (left.Graph.Nodes[step].Name, left.Graph.Nodes[step].Op))
            .SequenceEqual(right.PackSteps.Select(step => (right.Graph.Nodes[step].Name, right.Graph.Nodes[step].Op)));
}
