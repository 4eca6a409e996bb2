using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Losses against labels. Classes are ONNX's second dimension; the dimensions after them are positions with a label each.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Losses => new()
    {
        ["SoftmaxCrossEntropyLoss"] = (g, n) => g.SoftmaxCrossEntropyLoss(n),
        ["NegativeLogLikelihoodLoss"] = (g, n) => g.NegativeLogLikelihood(n, g.Data(n, 0)),
    };

    /// <summary>
    /// Kiln's own loss is the sum of a sample and its weight: one loss for each sample, or the sum or mean of one sample that holds all. A loss for each
    /// position is the likelihood of the label.
    /// </summary>
    private Value SoftmaxCrossEntropyLoss(OnnxNode node)
    {
        Value x = Data(node, 0);
        bool isEach = node.Word("reduction", "mean", "none", "sum") == "none";
        int classes = _wholeIsSample ? 1 : 0;
        if (!_wholeIsSample && (!isEach || Rank(x) != 1)) throw LeftOutException.AcrossBatch;
        if (node.Outputs.Count > 1) _values[node.Outputs[1]] = OverSampleAxis(classes, x, rows => Apply(new LogSoftmax(), rows));
        if (isEach && _wholeIsSample) return NegativeLogLikelihood(node, OverSampleAxis(classes, x, rows => Apply(new LogSoftmax(), rows)));
        IEnumerable<double> weights = Given(node, 2) ? Tensor(node, 2).Elements : [];
        Value rows = _wholeIsSample ? ClassesLast(x) : x;
        Value labels = Indices(node.Inputs[1], Numbers(node, 1), _wholeIsSample ? [ShapeOf(rows)[0]] : []);
        // -1 is not a label.
        Value loss = Apply(new SoftmaxCrossEntropy(0, node.Int("ignore_index", -1), weights.ToEquatableArray()), rows, labels);
        return node.Word("reduction", "mean", "none", "sum") == "mean" ? Apply(new Divide(), loss, loss with { Output = 1 }) : loss;
    }

    /// <summary>[N, classes, positions...] as [N * positions, classes].</summary>
    private Value ClassesLast(Value x)
    {
        int[] shape = [.. ShapeOf(x).Dimensions];
        int positions = Count(shape[2..]);
        return Shaped(Permuted(Shaped(x, shape[0], shape[1], positions), 0, 2, 1), shape[0] * positions, shape[1]);
    }

    /// <summary>- w[t] x[t] for logarithms of probabilities x and labels t; what is to be ignored has the weight 0.</summary>
    private Value NegativeLogLikelihood(OnnxNode node, Value x)
    {
        if (!_wholeIsSample) throw LeftOutException.AcrossBatch;
        int[] labels = Numbers(node, 1);
        int classes = ShapeOf(x)[1], ignored = node.Int("ignore_index", -1);
        Value hot = Apply(new OneHot(classes), Indices(node.Inputs[1], [.. labels.Select(label => label == ignored ? 0 : label)], labels.Length));
        Value weight = Shared($"{_scope}.kept", [labels.Length, 1], labels.Select(label => label == ignored ? 0.0 : 1));
        if (Given(node, 2)) weight = Apply(new Multiply(), Sum(Apply(new Multiply(), hot, Data(node, 2)), 1), weight);
        Value losses = Apply(new Multiply(), Apply(new Negate(), Sum(Apply(new Multiply(), hot, ClassesLast(x)), 1)), weight);
        return node.Word("reduction", "mean", "none", "sum") switch
        {
            "none" => Shaped(losses, [.. Tensor(node, 1).Dimensions]),
            "sum" => Without(Sum(losses, 0), [0, 1]),
            _ => Without(Apply(new Divide(), Sum(losses, 0), Sum(weight, 0)), [0, 1]),
        };
    }
}
