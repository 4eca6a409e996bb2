namespace Kiln.Generator.Quantization;

/// <summary>Ops that compute new values from values.</summary>
internal static class ArithmeticRules
{
    public static void Add(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        (Value first, EquatableArray<int> firstAxes) = Operand(quantizer, node, 0);
        (Value second, EquatableArray<int> secondAxes) = Operand(quantizer, node, 1);
        Saturation made = quantizer.Saturate(new Value(index));
        string name = quantizer.Layer(index, own => new QuantizedLayer.Add(
            own, quantizer.ScaleOf(first), quantizer.ScaleOf(second), quantizer.ScaleOf(made.Value), made.Low, made.High, node.Op is Subtract));
        quantizer.Make(
            new Int8Add(node.Outputs[0].Shape, firstAxes, secondAxes), name, made, quantizer.Integer(first), quantizer.Integer(second),
            quantizer.Tensor(name + ".constants", DType.Int32, 4), quantizer.Clamp(name));
    }

    public static void Multiply(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        (Value first, EquatableArray<int> firstAxes) = Operand(quantizer, node, 0);
        (Value second, EquatableArray<int> secondAxes) = Operand(quantizer, node, 1);
        Saturation made = quantizer.Saturate(new Value(index));
        (int a, int b, int y) = (quantizer.ScaleOf(first), quantizer.ScaleOf(second), quantizer.ScaleOf(made.Value));
        string name = quantizer.Layer(index, own => new QuantizedLayer.Multiply(own, a, b, y, made.Low, made.High));
        quantizer.Make(
            new Int8Multiply(node.Outputs[0].Shape, firstAxes, secondAxes), name, made, quantizer.Integer(first), quantizer.Integer(second),
            quantizer.Multiplier(name), quantizer.Shift(name), quantizer.Clamp(name), quantizer.ZeroPoint(a), quantizer.ZeroPoint(b), quantizer.ZeroPoint(y));
    }

    /// <summary>An operand, or what repeats along axes to become one.</summary>
    private static (Value Value, EquatableArray<int> Axes) Operand(QuantizeNetwork quantizer, GraphNode node, int input)
    {
        Value value = node.Inputs[input];
        if (quantizer.IsOfParameters(value) || (quantizer.Graph[value].Op is Broadcast && quantizer.IsOfParameters(quantizer.Graph[value].Inputs[0])))
            throw quantizer.Refuse(node, "computes with a parameter by itself, which has no form in integers yet");
        return quantizer.Graph[value].Op is Broadcast broadcast ? (quantizer.Graph[value].Inputs[0], broadcast.Axes) : (value, []);
    }

    /// <summary>A sum along axes, or a mean.</summary>
    public static void Sum(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var sum = (Sum)node.Op;
        (Value factored, double factor) = quantizer.Factor(new Value(index));
        int terms = quantizer.Graph.TypeOf(node.Inputs[0]).Shape.ElementCount / Math.Max(1, node.Outputs[0].Shape.ElementCount);
        Rescaled(quantizer, index, node, new Int8Sum(sum.Axes, sum.Result), quantizer.Saturate(factored), [factor], terms);
    }

    public static void AveragePool(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var pool = new Int8AveragePool((AveragePool2D)node.Op);
        int area = pool.Forward.Window.KernelHeight * pool.Forward.Window.KernelWidth;
        if (pool.Forward is { CountPadding: true, Window.CeilMode: true })
            throw quantizer.Refuse(node, "has windows of several sizes that count padding; set ceilMode or countPadding to false");
        EquatableArray<double> factors = pool.Counts == 1 ? [1.0 / area] : [.. Enumerable.Range(1, area).Select(count => 1.0 / count)];
        Rescaled(quantizer, index, node, pool, quantizer.Saturate(new Value(index)), factors, area);
    }

    /// <summary>Bilinear: the scale of the input stays, because no mean leaves its range.</summary>
    public static void Bilinear(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        var upsample = (Upsample)node.Op;
        int scale = quantizer.ScaleOf(new Value(index)), whole = 4 * upsample.Factor * upsample.Factor;
        string name = quantizer.Layer(index, own => new QuantizedLayer.Rescale(
            own, scale, scale, double.NegativeInfinity, double.PositiveInfinity, [1.0 / whole], whole));
        quantizer.Move(
            new Int8Upsample(upsample), new Value(index), quantizer.Integer(node.Inputs[0]), quantizer.Multiplier(name), quantizer.Shift(name),
            quantizer.Clamp(name), quantizer.ZeroPoint(scale), quantizer.ZeroPoint(scale));
    }

    private static void Rescaled(
        QuantizeNetwork quantizer, int index, GraphNode node, Op op, Saturation made, EquatableArray<double> factors, int terms)
    {
        int input = quantizer.ScaleOf(node.Inputs[0]), output = quantizer.ScaleOf(made.Value);
        string name = quantizer.Layer(index, own => new QuantizedLayer.Rescale(own, input, output, made.Low, made.High, factors, terms));
        quantizer.Make(
            op, name, made, quantizer.Integer(node.Inputs[0]), quantizer.Multiplier(name, factors.Count), quantizer.Shift(name, factors.Count),
            quantizer.Clamp(name), quantizer.ZeroPoint(input), quantizer.ZeroPoint(output));
    }

    public static void Softmax(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        int length = Ops.Softmax.Columns(node.Outputs[0].Shape), input = quantizer.ScaleOf(node.Inputs[0]);
        if (length > Int8Softmax.Longest)
            throw quantizer.Refuse(node, FormattableString.Invariant($"normalizes {length} values, and integers have bits for {Int8Softmax.Longest}"));
        var made = new Value(index);
        string name = quantizer.Layer(index, own => new QuantizedLayer.Softmax(own, input, quantizer.ScaleOf(made), length));
        quantizer.Make(
            new Int8Softmax(), name, made, null, null, 1.0 / 256, -128, quantizer.Integer(node.Inputs[0]), quantizer.Tensor(name + ".table", DType.Int32, 256));
    }

    /// <summary>Functions of one variable, one after the other: bounds where all of them only saturate, else a table.</summary>
    public static void Function(QuantizeNetwork quantizer, int index, GraphNode node)
    {
        Value x = node.Inputs[0];
        (EquatableArray<ElementwiseOp> chain, Value last) = quantizer.ChainFrom(index);
        int input = quantizer.ScaleOf(x), output = quantizer.ScaleOf(last);
        if (chain.All(step => Saturation.Bounds(step) is not null))
        {
            Saturation made = chain.Aggregate(Saturation.None(last), (bounds, step) => bounds.Then(Saturation.Bounds(step)!.Value));
            string clip = quantizer.Layer(last.Node, own => new QuantizedLayer.Clip(own, output, made.Low, made.High));
            quantizer.Move(new Int8Clamp(), last, quantizer.Integer(x), quantizer.Clamp(clip));
            return;
        }

        string name = quantizer.Layer(last.Node, own => new QuantizedLayer.Table(own, input, output, chain));
        ElementwiseOp end = chain[chain.Count - 1];
        (double? scale, int zeroPoint) = end switch
        {
            Sigmoid or HardSigmoid => (1.0 / 256, -128),
            Tanh or Softsign => (1.0 / 128, 0),
            _ => ((double?)null, 0),
        };
        (double least, double most) bounds = Saturation.Bounds(end) ?? (double.NegativeInfinity, double.PositiveInfinity);
        quantizer.Make(
            new Int8Table(), name, last, QuantizeNetwork.Finite(bounds.least), QuantizeNetwork.Finite(bounds.most), scale, zeroPoint, quantizer.Integer(x),
            quantizer.Tensor(name + ".table", DType.Int8, 256));
    }
}
