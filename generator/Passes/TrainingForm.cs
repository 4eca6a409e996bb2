namespace Kiln.Generator.Passes;

/// <summary>
/// Batch normalization takes its statistics from the batch and moves the running ones, one use behind the other where a layer is used
/// more than once; where it is frozen it keeps to those, as in inference.
/// </summary>
internal static class TrainingForm
{
    public static Graph Run(Graph graph)
    {
        var moved = new Dictionary<Value, Value>();
        Graph rewritten = GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (node.Op is not BatchNorm norm) return rewriter.Copy(node, inputs);
            if (BatchNorm.IsFrozen(graph, node)) return norm.AddAffine(rewriter.Builder, node.Name, inputs);
            for (int i = 3; i < 5; i++)
                if (moved.TryGetValue(node.Inputs[i], out Value before)) inputs[i] = before;
            Value training = rewriter.Builder.Add(new BatchNormTraining(norm.Momentum, norm.Epsilon), node.Name, inputs);
            (moved[node.Inputs[3]], moved[node.Inputs[4]]) = (training with { Output = 3 }, training with { Output = 4 });
            return training;
        });
        return new Graph(
            rewritten.Nodes,
            rewritten.Results.Concat(moved.Select(state => new Result(ResultKind.StateUpdate, graph[state.Key].Name, state.Value))).ToEquatableArray());
    }
}
