namespace Kiln.Generator.Planning;

/// <summary>Holds a network to what <c>[Budget]</c> allows: its integer form where it has one.</summary>
internal static class BudgetCheck
{
    /// <summary>The most values that a message lists.</summary>
    private const int MostNames = 4;

    /// <summary>
    /// The network if it keeps to its budget, planned for memory where only that fits; otherwise refused, with the layer at which most memory is in use.
    /// </summary>
    public static EvaluatedNetwork Run(EvaluatedNetwork network)
    {
        if (network.Budget is not { } budget) return network;
        EvaluatedNetwork measured = Measured(network);
        Problem? problem = CheckWeights(measured, budget) ?? CheckMultiplyAdds(network, budget);
        if (problem is null && budget.ArenaBytes > 0)
        {
            problem = CheckArena(measured, budget);
            if (problem is not null && network.Quantization is { SavesMemory: false } settings && network.Quantized is not null)
            {
                EvaluatedNetwork small = network with { Quantization = settings with { SavesMemory = true } };
                problem = CheckArena(Measured(small), budget);
                if (problem is null) return small;
            }
        }

        return problem is null ? network : network.Refused(problem, new Origin(0, budget.Origin));
    }

    /// <summary>The class that the budget is of.</summary>
    private static EvaluatedNetwork Measured(EvaluatedNetwork network) =>
        network.Classes.FirstOrDefault(own => own.IsInteger) ?? network.Classes.First(own => !own.IsNested);

    private static string NameOf(EvaluatedNetwork network) =>
        network.Reals is { } reals ? $"{reals.Identity.Name}.{network.Identity.Name}" : network.Identity.Name;

    private static Problem? CheckWeights(EvaluatedNetwork network, NetworkBudget budget)
    {
        (string Name, long Bytes)[] tensors = [.. network.Graph.All<StoredOp>().Select(item =>
            (item.Node.Name, (long)item.Op.Shape.ElementCount * item.Node.Outputs[0].Element.Size()))];
        long bytes = tensors.Sum(tensor => tensor.Bytes);
        if (budget.WeightBytes == 0 || bytes <= budget.WeightBytes) return null;
        (string name, long most) = tensors.OrderByDescending(tensor => tensor.Bytes).First();
        return new Problem(
            QuantizationProblems.WeightBudget, budget.WeightBytes, NameOf(network), bytes, bytes - budget.WeightBytes,
            FormattableString.Invariant($"{name} ({most})"));
    }

    private static Problem? CheckMultiplyAdds(EvaluatedNetwork network, NetworkBudget budget)
    {
        bool[] needed = Passes.Marks.Needed(
            network.Graph, network.Graph.Results.Where(result => result.Kind == ResultKind.Output && result.Entry.Length == 0), node => node.Inputs);
        (string Name, long Count)[] layers = [.. network.Graph.Nodes.Where((_, node) => needed[node])
            .Select(node => (node.Name, node.Op.MultiplyAdds(network.Graph.InputTypes(node), node.Outputs)))];
        long count = layers.Sum(layer => layer.Count);
        if (budget.MultiplyAdds == 0 || count <= budget.MultiplyAdds) return null;
        (string name, long most) = layers.OrderByDescending(layer => layer.Count).First();
        return new Problem(
            QuantizationProblems.MultiplyAddBudget, budget.MultiplyAdds, network.Identity.Name, count, count - budget.MultiplyAdds,
            FormattableString.Invariant($"{name} ({most})"));
    }

    private static Problem? CheckArena(EvaluatedNetwork network, NetworkBudget budget)
    {
        Plan plan = NetworkPlan.Of(network.Graph, network.Programs.Take(1)).Infer.Plan;
        long bytes = plan.ArenaBytes(1, 1);
        if (bytes <= budget.ArenaBytes) return null;
        (string layer, string values) = Peak(plan);
        return new Problem(QuantizationProblems.ArenaBudget, budget.ArenaBytes, NameOf(network), bytes, bytes - budget.ArenaBytes, layer, values);
    }

    /// <summary>The layer at which most of the largest region is in use, and what is there then with its bytes.</summary>
    private static (string Layer, string Values) Peak(Plan plan)
    {
        bool isOfWorker = plan.PerWorkerBytes >= plan.PerSampleBytes;
        Block block = isOfWorker ? Block.Worker : Block.PerSample;
        IEnumerable<(int Segment, int Time, int Node)> times = isOfWorker
            ? plan.Segments.SelectMany((segment, i) => segment.Steps.Select((node, step) => (i, step, node)))
            : plan.Segments.Select((segment, i) => (-1, i, segment.Steps[segment.Steps.Count - 1]));
        return times.Select(time =>
        {
            (string Name, long Bytes)[] there = [.. plan.Storage
                .Where(item => item.Value.Block == block && item.Value.First <= time.Time && time.Time <= item.Value.Last
                    && (time.Segment < 0 || plan.SegmentOf(item.Key.Node) == time.Segment))
                .Select(item => (plan.Graph[item.Key].Name, item.Value.Stride)).OrderByDescending(item => item.Stride)];
            string values = string.Join(", ", there.Take(MostNames).Select(value => FormattableString.Invariant($"{value.Name} ({value.Bytes})")));
            return (plan.Graph.Nodes[time.Node].Name, Values: values, Bytes: there.Sum(value => value.Bytes));
        }).OrderByDescending(time => time.Bytes).Select(time => (time.Name, time.Values)).First();
    }
}
