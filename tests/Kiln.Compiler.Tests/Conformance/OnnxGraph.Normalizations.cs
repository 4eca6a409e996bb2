using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// What makes values comparable: softmax and its kind, and the normalizations. Kiln's work on the last dimension; others are turned or joined to it.
/// </summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> Normalizations => new()
    {
        ["Softmax"] = (g, n) => g.OverAxis(n.Int("axis", -1), g.Data(n, 0), x => g.Apply(new Softmax(), x)),
        ["LogSoftmax"] = (g, n) => g.OverAxis(n.Int("axis", -1), g.Data(n, 0), x => g.Apply(new LogSoftmax(), x)),
        ["LayerNormalization"] = (g, n) => g.LayerNormalization(n),
        ["RMSNormalization"] = (g, n) => g.RootMeanSquareNormalization(n),
        ["GroupNormalization"] = (g, n) => g.GroupNormalization(n, n.Int("num_groups", 1)),
        ["InstanceNormalization"] = (g, n) => g.GroupNormalization(n, g.FullShape(n.Inputs[0])[1]),
        ["LpNormalization"] = (g, n) => g.NormOne(n),
        ["MeanVarianceNormalization"] = (g, n) => g.MeanVarianceNormalization(n),
        ["BatchNormalization"] = (g, n) => g.BatchNormalization(n),
    };

    /// <summary>A function of rows, along an axis of ONNX: that axis last, all others joined, and back.</summary>
    private Value OverAxis(int axis, Value x, Func<Value, Value> ofRows)
    {
        if (_model.Opset < 13) throw new LeftOutException("dimensions that an old version joins");
        return OverSampleAxis(Axis(axis, Rank(x)), x, ofRows);
    }

    private Value OverSampleAxis(int axis, Value x, Func<Value, Value> ofRows)
    {
        int last = Rank(x) - 1;
        int[] swapped = [.. Enumerable.Range(0, last + 1).Select(i => i == axis ? last : i == last ? axis : i)];
        Value turned = axis == last ? x : Permuted(x, swapped);
        int[] shape = [.. ShapeOf(turned).Dimensions];
        Value y = Shaped(ofRows(Shaped(turned, Count(shape[..last]), shape[last])), shape);
        return axis == last ? y : Permuted(y, swapped);
    }

    /// <summary>Over the dimensions from an axis on, joined to one; mean and reciprocal deviation are results, too.</summary>
    private Value LayerNormalization(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] axes = AxesFrom(node.Int("axis", -1), x), shape = [.. ShapeOf(x).Dimensions];
        int features = Count(axes.Select(axis => shape[axis])), rows = Count(shape) / features;
        double epsilon = node.Float("epsilon", 1e-5f);
        if (node.Outputs.Count > 1)
        {
            Value mean = Mean(x, axes), variance = Mean(Apply(new Square(), Apply(new Subtract(), x, mean)), axes);
            _values[node.Outputs[1]] = mean;
            _values[node.Outputs[2]] = Apply(new DivideInto(1), Apply(new Sqrt(), Apply(new AddScalar(epsilon), variance)));
        }

        if (Tensor(node, 1).Elements.Length != features) throw new LeftOutException("a scale that is repeated");
        Value scale = Weight(node.Inputs[1], [features], Tensor(node, 1).Elements);
        Value bias = Weight(Given(node, 2) ? node.Inputs[2] : "no bias", [features], Given(node, 2) ? Tensor(node, 2).Elements : new double[features]);
        return Shaped(Apply(new LayerNorm(epsilon), Shaped(x, rows, features), scale, bias), shape);
    }

    private int[] AxesFrom(int axis, Value x) => [.. Enumerable.Range(Axis(axis, Rank(x)), Rank(x) - Axis(axis, Rank(x)))];

    /// <summary>scale x / sqrt(mean of x² + epsilon) (Zhang and Sennrich 2019).</summary>
    private Value RootMeanSquareNormalization(OnnxNode node)
    {
        Value x = Data(node, 0), square = Mean(Apply(new Square(), x), AxesFrom(node.Int("axis", -1), x));
        Value root = Apply(new Sqrt(), Apply(new AddScalar(node.Float("epsilon", 1e-5f)), square));
        return Apply(new Multiply(), Apply(new Divide(), x, root), Operand(node.Inputs[1], FullShape(node.Inputs[0]).Length));
    }

    /// <summary>Each group of channels is a row that is normalized (Wu and He 2018); scale and bias belong to channels.</summary>
    private Value GroupNormalization(OnnxNode node, int groups)
    {
        if (_wholeIsSample) throw LeftOutException.AcrossBatch;
        Value x = Data(node, 0);
        int[] shape = [.. ShapeOf(x).Dimensions];
        int features = Count(shape) / groups;
        Value ones = Weight("ones", [features], Enumerable.Repeat(1.0, features)), zeros = Weight("zeros", [features], new double[features]);
        Value rows = Shaped(Apply(new LayerNorm(node.Float("epsilon", 1e-5f)), Shaped(x, groups, features), ones, zeros), shape);
        Value scaled = Apply(new Multiply(), rows, Along(0, shape.Length, "scale", Tensor(node, 1).Elements));
        return Apply(new Add(), scaled, Along(0, shape.Length, "bias", Tensor(node, 2).Elements));
    }

    /// <summary>x / (sum |x|^p)^(1/p); zeros stay zeros, so a norm of 0 counts as 1.</summary>
    private Value NormOne(OnnxNode node)
    {
        Value x = Data(node, 0);
        int axis = Axis(node.Int("axis", -1), Rank(x));
        Value norm = node.Int("p", 2) == 1 ? Sum(Apply(new Abs(), x), axis) : Apply(new Sqrt(), Sum(Apply(new Square(), x), axis));
        return Apply(new Divide(), x, Apply(new Add(), norm, Apply(new SubtractFrom(1), Apply(new Step(), norm))));
    }

    /// <summary>(x - mean) / (deviation + 1e-9) over the axes.</summary>
    private Value MeanVarianceNormalization(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] axes = [.. node.Ints("axes", 0, 2, 3).Select(axis => Axis(axis, Rank(x))).Order()];
        Value centred = Apply(new Subtract(), x, Mean(x, axes)), deviation = Apply(new Sqrt(), Mean(Apply(new Square(), centred), axes));
        return Apply(new Divide(), centred, Apply(new AddScalar(1e-9), deviation));
    }

    private Value BatchNormalization(OnnxNode node)
    {
        if (node.Int("training_mode", 0) == 1) return NormalizedBatch(node);
        Value x = Data(node, 0);
        Value State(int input)
        {
            Bindings[node.Inputs[input]] = Tensor(node, input).Elements;
            return _builder.Add(new State(Shape.Fixed(ShapeOf(x)[0]), 0), node.Inputs[input]);
        }

        return Apply(new BatchNorm(0.1, node.Float("epsilon", 1e-5f)), x, Weight(node, 1), Weight(node, 2), State(3), State(4));
    }

    /// <summary>
    /// In training mode by the statistics of the batch, towards which the running ones move: the parts, for Forward normalizes by the running ones.
    /// </summary>
    private Value NormalizedBatch(OnnxNode node)
    {
        if (!_wholeIsSample) throw LeftOutException.AcrossBatch;
        Value x = Data(node, 0);
        int[] axes = [.. Enumerable.Range(0, Rank(x)).Where(axis => axis != 1)];
        Value mean = Mean(x, axes), centred = Apply(new Subtract(), x, mean), variance = Mean(Apply(new Square(), centred), axes);
        double momentum = node.Float("momentum", 0.9f);
        Value Moved(Value running, Value batch) =>
            Apply(new Add(), Apply(new MultiplyScalar(momentum), running), Apply(new MultiplyScalar(1 - momentum), Without(batch, axes)));
        Value OfChannel(int input) => Shaped(Data(node, input), [.. ShapeOf(mean).Dimensions]);
        _values[node.Outputs[1]] = Moved(Data(node, 3), mean);
        _values[node.Outputs[2]] = Moved(Data(node, 4), variance);
        Value normalized = Apply(new Divide(), centred, Apply(new Sqrt(), Apply(new AddScalar(node.Float("epsilon", 1e-5f)), variance)));
        return Apply(new Add(), Apply(new Multiply(), normalized, OfChannel(1)), OfChannel(2));
    }
}
