using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Evaluation;

/// <summary>The weights by which samples count in a loss, as they follow from the target of that name. No class weights means that every class has 1.</summary>
internal sealed record LossWeights(string Target, string Entry, int IgnoreIndex, EquatableArray<double> ClassWeights);

/// <summary>What the losses of a network divide by: number 0 is the number of samples, each further one a sum of weights.</summary>
internal sealed class LossDenominators
{
    private readonly List<LossWeights> _weights = [];

    /// <summary>The weights whose sums are the numbers from 1 on.</summary>
    public EquatableArray<LossWeights> Weights => _weights.ToEquatableArray();

    /// <summary>The number of what a weighted loss divides by; losses that weigh the same target alike have one in common.</summary>
    public int Of(GraphBuilder graph, Value loss)
    {
        GraphNode node = graph.Nodes[loss.Node];
        if (node.Op is not SoftmaxCrossEntropy op || graph.Nodes[node.Inputs[1].Node].Op is not Input target)
            throw new InvalidOperationException($"{node.Name}: {node.Op.Name} has no weights that a target decides.");
        var weights = new LossWeights(target.Identifier, target.Entry, op.IgnoreIndex, op.ClassWeights);
        int known = _weights.IndexOf(weights);
        if (known < 0) _weights.Add(weights);
        return known < 0 ? _weights.Count : known + 1;
    }
}
