using Kiln.Generator.Implementations;

namespace Kiln.Generator.LaidOut;

/// <summary>
/// Decides how each op is computed; no other place does. Ops are decided in topological order, each for the candidate with the least cost: its own, that of the
/// conversions and borders that it causes, and the least that the readers of the same values then cost. Shapes decide, never the machine that builds; of equals
/// it is the first of the table.
/// </summary>
internal sealed class ChooseImplementations
{
    private readonly Graph _graph;
    private readonly ILookup<Value, int> _readers;
    private readonly IReadOnlyList<Implementation>[] _candidates;

    private ChooseImplementations(Graph graph)
    {
        _graph = graph;
        _readers = graph.UsersBy(node => node.Inputs);
        _candidates = [.. graph.Nodes.Select(node => Candidates(node.Op, graph.InputTypes(node), node.Outputs))];
    }

    public static LaidOutGraph Run(Graph graph)
    {
        var choice = new ChooseImplementations(graph);
        var builder = new LaidOutBuilder();
        var placement = new Placement(graph);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            IReadOnlyList<Implementation> candidates = choice._candidates[i];
            Implementation chosen = candidates.Count == 1 ? candidates[0] : candidates.OrderBy(its => choice.CostOf(i, its, placement)).First();
            placement.Add(placement.Of(i, chosen));
            builder.Add(builder.Node(node.Op, chosen, node.Name, node.Inputs, node.Outputs));
        }

        foreach (Result result in graph.Results) builder.Result(result.Kind, result.Name, result.Value, result.Entry);
        return builder.Build();
    }

    /// <summary>The implementation of an op that a pass adds, whatever lies around it.</summary>
    public static Implementation For(Op op, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Candidates(op, inputs, outputs).OrderBy(candidate => candidate.Cost).First();

    private static IReadOnlyList<Implementation> Candidates(Op op, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        [.. ImplementationTable.CandidatesFor(op, inputs, outputs).Where(candidate => candidate.CanCompute)];

    /// <summary>What a candidate costs, and after it the readers of what it reads and writes, each in the way that is then cheapest for it.</summary>
    private long CostOf(int index, Implementation candidate, Placement decided)
    {
        var trial = new Placement(_graph, decided);
        long cost = trial.Add(trial.Of(index, candidate));
        var next = new SortedSet<int>(_graph.Nodes[index].Inputs.Append(new Value(index)).SelectMany(value => _readers[value]).Where(reader => reader > index));
        while (next.Count > 0)
        {
            int reader = next.Min;
            next.Remove(reader);
            cost += trial.Add(_candidates[reader].Select(its => trial.Of(reader, its)).OrderBy(its => its.Cost).First());
            if (KeepsOrder(reader)) next.UnionWith(_readers[new Value(reader)]);
        }

        return cost;
    }

    /// <summary>Whether an op works on one map element by element, so that its result lies like that map.</summary>
    private bool KeepsOrder(int index)
    {
        GraphNode node = _graph.Nodes[index];
        return _candidates[index].Count == 1
            && node.Inputs.Select((input, i) => (_graph.TypeOf(input).Shape == node.Outputs[0].Shape) == (i == 0)).All(isSo => isSo);
    }
}
