namespace Kiln.Generator.Ops;

/// <summary>
/// How ops over samples take values that depend on parameters alone. Next to values of samples such a value is one of each sample. By itself it is the one
/// sample of a batch of one, and the result depends on parameters alone, too: it is computed once for each call, as PyTorch computes what has no batch.
/// </summary>
internal static class OneSample
{
    /// <summary>Adds an op, and around it the ops that its inputs and its result need if they depend on parameters alone.</summary>
    public static Problem? TryAdd(GraphBuilder builder, Op op, IReadOnlyList<Value> inputs, string name, out Value result)
    {
        Value[] given = [.. inputs];
        int[] alone = op.WorksOnParameters ? [] : [.. Enumerable.Range(0, given.Length).Where(i => builder.ShapeOf(given[i]).Leading == 0 && !op.IsWeight(i))];
        if (alone.Length == 0) return builder.TryAdd(op, given, name, out result);

        bool isOfSamples = op.IsOfEachSample || given.Any(value => builder.ShapeOf(value).DependsOnBatch);
        foreach (int i in alone)
            given[i] = builder.Add(isOfSamples ? new Broadcast(builder.ShapeOf(given[i]) with { Leading = 1 }, []) : new AsOneSample(), name, given[i]);
        Problem? problem = builder.TryAdd(op, given, name, out result);
        if (problem is null && !isOfSamples) result = builder.Add(new OfOneSample(), name, result);
        return problem;
    }

    /// <summary>Whether a node computes with the one sample of a batch of one.</summary>
    public static bool Concerns<TNode>(NodeGraph<TNode> graph, GraphNode node)
        where TNode : GraphNode =>
        node.Outputs.Any(type => type.Shape.Leading == Shape.OneSample) || node.Inputs.Any(input => graph.TypeOf(input).Shape.Leading == Shape.OneSample);
}
