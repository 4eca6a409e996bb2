namespace Kiln.Generator.Evaluation;

/// <summary>The weights by which samples count in a loss, as they follow from the target of that name. No class weights means that every class has 1.</summary>
internal sealed record LossWeights(string Target, string Entry, int IgnoreIndex, EquatableArray<double> ClassWeights)
{
    /// <summary>The weights that a loss gives each sample.</summary>
    public static LossWeights Of(Func<int, GraphNode> nodes, int loss)
    {
        GraphNode node = nodes(loss);
        return node.Op is SoftmaxCrossEntropy op && nodes(node.Inputs[1].Node).Op is Input target
            ? new LossWeights(target.Identifier, target.Entry, op.IgnoreIndex, op.ClassWeights)
            : throw new InvalidOperationException($"{node.Name}: {node.Op.Name} has no weights that a target decides.");
    }
}

/// <summary>What the losses of a network divide by: number 0 is the number of samples, each further one a sum of weights.</summary>
internal sealed class LossDenominators
{
    private readonly List<LossWeights> _weights = [];

    /// <summary>The number of what a weighted loss divides by; losses that weigh the same target alike have one in common.</summary>
    public int Of(GraphBuilder graph, Value loss)
    {
        LossWeights weights = LossWeights.Of(node => graph.Nodes[node], loss.Node);
        if (!_weights.Contains(weights)) _weights.Add(weights);
        return _weights.IndexOf(weights) + 1;
    }

    /// <summary>The weights of a source graph whose sums are the numbers from 1 on.</summary>
    public static EquatableArray<LossWeights> In(Graph graph)
    {
        SortedDictionary<int, LossWeights> found = [];
        foreach (GraphNode node in graph.Nodes)
        {
            int denominator = node.Op switch { MeanLoss mean => mean.Denominator, LossShare share => share.Denominator, _ => 0 };
            if (denominator > 0) found[denominator] = LossWeights.Of(index => graph.Nodes[index], node.Inputs[1].Node);
        }

        return found.Values.ToEquatableArray();
    }
}
