using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Element-wise operators with ONNX's broadcasting (NumPy's), reductions, and what only adds or removes dimensions of 1.</summary>
internal sealed partial class OnnxGraph
{
    private static Dictionary<string, Action<OnnxGraph, OnnxNode>> Arithmetic => new()
    {
        ["Exp"] = (g, n) => g.Layer(n, new Exp(), g.Data(n, 0)),
        ["Log"] = (g, n) => g.Layer(n, new Log(), g.Data(n, 0)),
        ["Sqrt"] = (g, n) => g.Layer(n, new Sqrt(), g.Data(n, 0)),
        ["Abs"] = (g, n) => g.Layer(n, new Abs(), g.Data(n, 0)),
        ["Reciprocal"] = (g, n) => g.Layer(n, new DivideInto(1), g.Data(n, 0)),
        ["Elu"] = (g, n) => g.Layer(n, new ELU(n.Float("alpha", 1)), g.Data(n, 0)),
        ["Selu"] = (g, n) => g.Selu(n),
        ["Gelu"] = (g, n) => g.Gelu(n),
        ["Softplus"] = (g, n) => g.Layer(n, new Softplus(), g.Data(n, 0)),
        ["Softsign"] = (g, n) => g.Layer(n, new Softsign(), g.Data(n, 0)),
        ["HardSwish"] = (g, n) => g.Layer(n, new HardSwish(), g.Data(n, 0)),
        ["HardSigmoid"] = (g, n) => g.HardSigmoid(n),
        ["Clip"] = (g, n) => g.Clip(n),
        ["Add"] = (g, n) => g.Operands(n, new Add()),
        ["Sub"] = (g, n) => g.Operands(n, new Subtract()),
        ["Mul"] = (g, n) => g.Operands(n, new Multiply()),
        ["Div"] = (g, n) => g.Operands(n, new Divide()),
        ["Pow"] = (g, n) => g.Operands(n, new Power()),
        ["Max"] = (g, n) => g.Operands(n, new Maximum()),
        ["Min"] = (g, n) => g.Operands(n, new Minimum()),
        ["Sum"] = (g, n) => g.Operands(n, new Add()),
        ["ReduceSum"] = (g, n) => g.Reduce(n, (axes, result) => new Sum(axes, result), g.Data(n, 0)),
        ["ReduceMax"] = (g, n) => g.Reduce(n, (axes, result) => new Max(axes, result), g.Data(n, 0)),
        ["ReduceMean"] = (g, n) => g.Mean(n),
        ["ReduceSumSquare"] = (g, n) => g.Reduce(n, (axes, result) => new Sum(axes, result), g._builder.Add(new Square(), n.Outputs[0] + ".square", g.Data(n, 0))),
        ["ReduceL2"] = (g, n) => g.Norm(n),
        ["Unsqueeze"] = (g, n) => g.Unsqueeze(n),
        ["Squeeze"] = (g, n) => g.Squeeze(n),
        ["Gather"] = (g, n) => g.Rows(n),
    };

    private void Selu(OnnxNode node)
    {
        // Klambauer et al. 2017; other constants are another function.
        if (Math.Abs(node.Float("alpha", 1.67326f) - 1.67326f) > 1e-4 || Math.Abs(node.Float("gamma", 1.0507f) - 1.0507f) > 1e-4) throw new LeftOutException("SELU with other constants");
        Layer(node, new SELU(), Data(node, 0));
    }

    private void Gelu(OnnxNode node)
    {
        if (node.Text("approximate", "none") != "none") throw new LeftOutException("GELU by its approximation");
        Layer(node, new GELU(), Data(node, 0));
    }

    private void HardSigmoid(OnnxNode node)
    {
        if (Math.Abs(node.Float("alpha", 0.2f) - (1 / 6f)) > 1e-6 || node.Float("beta", 0.5f) != 0.5f) throw new LeftOutException("a hard sigmoid of another slope");
        Layer(node, new HardSigmoid(), Data(node, 0));
    }

    private void Clip(OnnxNode node)
    {
        double least = Given(node, 1) ? Tensor(node, 1).Elements.Single() : double.NegativeInfinity, most = Given(node, 2) ? Tensor(node, 2).Elements.Single() : double.PositiveInfinity;
        if (least > most) throw new LeftOutException("bounds that exclude each other");
        if (double.IsInfinity(least) && double.IsInfinity(most)) throw new LeftOutException("no bounds");
        Layer(node, new Clip(least, most), Data(node, 0));
    }

    /// <summary>Two or more operands, each repeated to the shape of all.</summary>
    private void Operands(OnnxNode node, ElementwiseOp op)
    {
        Value[] operands = [.. node.Inputs.Select((_, i) => Data(node, i))];
        if (operands.Length < 2) throw new LeftOutException("one operand only");
        Shape shape = operands.Select(ShapeOf).Aggregate(Joined);
        for (int i = 0; i < operands.Length; i++) operands[i] = Repeated(operands[i], shape, node.Outputs[0]);
        Value result = operands[0];
        for (int i = 1; i < operands.Length; i++) result = _builder.Add(op, node.Outputs[0], result, operands[i]);
        _values[node.Outputs[0]] = result;
    }

    private static Shape Joined(Shape left, Shape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        int Size(Shape shape, int axis) => axis - rank + shape.Rank is >= 0 and int own ? shape[own] : 1;
        return Shape.PerSample([.. Enumerable.Range(0, rank).Select(axis => Math.Max(Size(left, axis), Size(right, axis)))]);
    }

    private Value Repeated(Value value, Shape shape, string name)
    {
        Shape own = ShapeOf(value);
        if (own == shape) return value;
        int[] repeated = [.. Enumerable.Range(0, shape.Rank).Where(axis => axis - shape.Rank + own.Rank is var at && (at < 0 || (own[at] == 1 && shape[axis] != 1)))];
        if (_builder.TryAdd(new Broadcast(shape, repeated.ToEquatableArray()), [value], name + ".operand", out Value result) is { } problem) throw new LeftOutException(problem.Message);
        return result;
    }

    private void Reduce(OnnxNode node, Func<EquatableArray<int>, EquatableArray<int>, Op> op, Value x)
    {
        (EquatableArray<int> axes, EquatableArray<int> result) = Reduced(node, ShapeOf(x));
        Layer(node, op(axes, result), x);
    }

    private void Mean(OnnxNode node)
    {
        Value x = Data(node, 0);
        (EquatableArray<int> axes, EquatableArray<int> result) = Reduced(node, ShapeOf(x));
        int count = axes.Aggregate(1, (product, axis) => product * ShapeOf(x)[axis]);
        Layer(node, new MultiplyScalar(1.0 / count), _builder.Add(new Sum(axes, result), node.Outputs[0] + ".sum", x));
    }

    private void Norm(OnnxNode node)
    {
        Value squares = _builder.Add(new Square(), node.Outputs[0] + ".square", Data(node, 0));
        (EquatableArray<int> axes, EquatableArray<int> result) = Reduced(node, ShapeOf(squares));
        Layer(node, new Sqrt(), _builder.Add(new Sum(axes, result), node.Outputs[0] + ".sum", squares));
    }

    private (EquatableArray<int> Axes, EquatableArray<int> Result) Reduced(OnnxNode node, Shape x)
    {
        int[] given = Given(node, 1) ? Numbers(node, 1) : node.Ints("axes");
        if (given.Length == 0 && node.Int("noop_with_empty_axes", 0) == 1) throw new LeftOutException("a reduction that does nothing");
        if (given.Length == 0 && !_wholeIsSample) throw new LeftOutException("works across the batch");
        int[] axes = given.Length == 0 ? [.. Enumerable.Range(0, x.Rank)] : [.. given.Select(axis => Axis(axis, x.Rank)).Order()];
        int[] result = node.Int("keepdims", 1) == 1
            ? [.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? 1 : x[axis])]
            : [.. Enumerable.Range(0, x.Rank).Where(axis => !axes.Contains(axis)).Select(axis => x[axis])];
        return (axes.ToEquatableArray(), result.ToEquatableArray());
    }

    private void Unsqueeze(OnnxNode node)
    {
        Value x = Data(node, 0);
        int[] given = Given(node, 1) ? Numbers(node, 1) : node.Ints("axes");
        int rank = Rank(x) + given.Length;
        int[] added = [.. given.Select(axis => Axis(axis, rank))];
        var old = new Queue<int>(ShapeOf(x).Dimensions);
        Layer(node, new Reshape(Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : old.Dequeue()).ToEquatableArray()), x);
    }

    private void Squeeze(OnnxNode node)
    {
        Value x = Data(node, 0);
        if (!Given(node, 1) && !node.Has("axes")) throw new LeftOutException("dimensions that only running shows");
        int[] removed = [.. (Given(node, 1) ? Numbers(node, 1) : node.Ints("axes")).Select(axis => Axis(axis, Rank(x)))];
        Layer(node, new Reshape(Enumerable.Range(0, Rank(x)).Where(axis => !removed.Contains(axis)).Select(axis => ShapeOf(x)[axis]).ToEquatableArray()), x);
    }

    /// <summary>Kiln gathers rows of what each sample has, by indices in a vector.</summary>
    private void Rows(OnnxNode node)
    {
        if (!_wholeIsSample) throw new LeftOutException("indices for all samples");
        Value x = Data(node, 0);
        OnnxTensor indices = Tensor(node, 1);
        if (Axis(node.Int("axis", 0), Rank(x)) != 0 || indices.Dimensions.Count != 1 || Rank(x) != 2) throw new LeftOutException("not rows by a list of indices");
        int rows = ShapeOf(x)[0];
        Bindings[node.Inputs[1]] = [.. indices.Elements.Select(index => index < 0 ? index + rows : index)];
        Value list = _builder.Add(new Input(node.Inputs[1], InputRole.Sample, new TensorType(DType.Int32, Shape.PerSample(indices.Elements.Length))), node.Inputs[1]);
        Layer(node, new Gather(), x, list);
    }
}
