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
        if (problem is null && budget.ArenaBytes != 0)
        {
            problem = CheckArena(measured, budget);
            if (problem is not null && network.Quantization is { SavesMemory: false } settings && network.Quantized is not null)
            {
                EvaluatedNetwork small = network with { Quantization = settings with { SavesMemory = true } };
                problem = CheckArena(Measured(small), budget);
                if (problem is null) return small;
            }
        }

        return problem is null ? network : network.Refused(new LocatedProblem(problem, new Origin(0, budget.Origin), []));
    }

    /// <summary>The class that the budget is of.</summary>
    private static EvaluatedNetwork Measured(EvaluatedNetwork network) =>
        network.Classes.FirstOrDefault(own => own.IsInteger) ?? network.Classes.First(own => !own.IsNested);

    private static Problem? CheckWeights(EvaluatedNetwork network, NetworkBudget budget)
    {
        (string Name, long Bytes)[] tensors = [.. network.Graph.All<StoredOp>().Select(item =>
            (item.Node.Name, (long)item.Op.Shape.ElementCount * item.Node.Outputs[0].Element.Size()))];
        long bytes = tensors.Sum(tensor => tensor.Bytes);
        if (budget.WeightBytes == 0 || bytes <= budget.WeightBytes) return null;
        (string name, long most) = tensors.OrderByDescending(tensor => tensor.Bytes).First();
        return new Problem(
            QuantizationProblems.WeightBudget, budget.WeightBytes, network.Identity.Title, bytes, bytes - budget.WeightBytes,
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
            QuantizationProblems.MultiplyAddBudget, budget.MultiplyAdds, network.Identity.Title, count, count - budget.MultiplyAdds,
            FormattableString.Invariant($"{name} ({most})"));
    }

    private static Problem? CheckArena(EvaluatedNetwork network, NetworkBudget budget)
    {
        Plan plan = NetworkPlan.Of(network.Graph, network.Programs.Take(1)).Infer.Plan;
        long bytes = plan.ArenaBytes(1, 1);
        if (bytes <= budget.ArenaBytes) return null;
        var memory = new LiveMemory(plan);
        IEnumerable<string> there = memory.At(memory.Peak).Take(MostNames).Select(value => FormattableString.Invariant($"{value.Name} ({value.Bytes})"));
        return new Problem(
            QuantizationProblems.ArenaBudget, budget.ArenaBytes, network.Identity.Title, bytes, bytes - budget.ArenaBytes, plan.Graph.Nodes[memory.Peak].Name,
            string.Join(", ", there) + (memory.At(memory.Peak).Sum(value => value.Bytes) > memory.BytesAt(memory.Peak) ? ", of which some overlap" : ""));
    }
}
