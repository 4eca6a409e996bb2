using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Passes;

/// <summary>Batch normalization takes its statistics from the batch and moves the running ones; where it is frozen it keeps to those, as in inference.</summary>
internal static class TrainingForm
{
    public static Graph Run(Graph graph)
    {
        var updates = new List<(string Name, Value Value)>();
        Graph rewritten = GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (node.Op is not BatchNorm norm) return rewriter.Copy(node, inputs);
            if (BatchNorm.IsFrozen(graph, node)) return norm.AddAffine(rewriter.Builder, node.Name, inputs);
            Value training = rewriter.Builder.Add(new BatchNormTraining(norm.Momentum, norm.Epsilon), node.Name, inputs);
            updates.Add((graph[node.Inputs[3]].Name, training with { Output = 3 }));
            updates.Add((graph[node.Inputs[4]].Name, training with { Output = 4 }));
            return training;
        });
        return new Graph(rewritten.Nodes, rewritten.Results.Concat(updates.Select(u => new Result(ResultKind.StateUpdate, u.Name, u.Value))).ToEquatableArray());
    }
}
