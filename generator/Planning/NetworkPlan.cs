using Kiln.Generator.Evaluation.Surface;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Planning;

/// <summary>All programs of a network over one layout of parameters, states, loss terms and packed weights.</summary>
internal sealed record NetworkPlan(Graph Source, BlockLayout Blocks, PackedWeights Packed, IReadOnlyList<CompiledProgram> Programs)
{
    public CompiledProgram Infer => Programs[0];

    /// <summary>Trained values, without the gaps that align them.</summary>
    public long ParameterCount => Source.All<StoredOp>()
        .Where(item => item.Op is Parameter or ModelTensor { IsTrained: true }).Sum(item => (long)item.Op.Shape.ElementCount);

    /// <summary>The program whose arena training works in: that of the network's own loss, or the one that continues from gradients of the outputs.</summary>
    public CompiledProgram? Training => Programs.FirstOrDefault(program => program.Spec.Targets.Parameters);

    public CompiledProgram Find(string name) => Programs.First(program => program.Spec.Name == name);

    public static NetworkPlan Of(EvaluatedNetwork network) => Of(network.Graph, network.Programs);
    public static NetworkPlan Of(Graph source, ProgramDemands? demands = null) => Of(source, ProgramTable.Of(source, demands));

    /// <param name="source">The source graph.</param>
    /// <param name="rows">The rows of the programs, in the order of their numbers.</param>
    /// <param name="lower">Gives the graph of a program; null runs its passes.</param>
    public static NetworkPlan Of(Graph source, IEnumerable<ProgramSpec> rows, Func<ProgramSpec, LaidOutGraph>? lower = null)
    {
        ProgramSpec[] specs = [.. rows.Select(row => RowByRow.Decide(source, row))];
        var lowered = new List<LoweredProgram>();
        for (int number = 0; number < specs.Length; number++)
            if (specs[number] is { Continues: null } spec)
                lowered.Add(new LoweredProgram(number, spec, lower?.Invoke(spec) ?? Passes.Programs.Lower(source, spec)));
        var plan = new NetworkPlan(source, new BlockLayout(source), new PackedWeights(lowered), []);
        for (int number = 0; number < specs.Length; number++)
        {
            CompiledProgram next = specs[number].Continues is { } first
                ? plan.Find(first) with { Spec = specs[number], Number = number }
                : plan.Compile(specs[number], number, lowered.First(program => program.Number == number).Graph);
            plan = plan with { Programs = [.. plan.Programs, next] };
        }

        return plan;
    }

    private CompiledProgram Compile(ProgramSpec spec, int number, LaidOutGraph graph)
    {
        CompiledProgram? first = spec.Extends is { } extended && graph.Results.All(result => result.Kind != ResultKind.Output) ? Find(extended) : null;
        Plan plan = MemoryPlanner.Run(graph, Blocks, value => Packed.StorageOf(number, value), first?.Plan.Slots) with
        {
            PackedBytes = spec.IsTraining ? Packed.PrivateBytes : Packed.PublishedBytes,
        };
        if (spec.ReturnsLoss && spec.Results.Contains(ResultKind.Output)) plan = WithLeftOut(plan, first?.Plan ?? plan);
        if (plan.SlotCount > SpanMethods.MaximumSpans)
            throw new InvalidOperationException($"A call passes at most {SpanMethods.MaximumSpans} spans, not {plan.SlotCount}.");
        CompiledProgram? owner = Programs.FirstOrDefault(program => program.Spec.IsTraining == spec.IsTraining);
        return new CompiledProgram(spec, plan, number, number, owner?.Number ?? number, first);
    }

    /// <summary>Behind all else of each sample there is room for the outputs that the caller leaves out.</summary>
    private static Plan WithLeftOut(Plan plan, Plan storing)
    {
        var leftOut = new List<LeftOutput>();
        long end = plan.PerSampleBytes;
        foreach (Result output in storing.Graph.Results.Where(result => result.Kind == ResultKind.Output))
        {
            Storage span = storing.Storage[output.Value];
            leftOut.Add(new LeftOutput(output.Name, span.Offset, end, span.Stride));
            end += Storage.Align(span.Stride);
        }

        return plan with { LeftOut = leftOut.ToEquatableArray(), PerSampleBytes = end };
    }
}
