using Kiln.Generator.Passes;

namespace Kiln.Generator.Quantization;

/// <summary>
/// Makes the integer graph of a network: every op of inference becomes one over bytes, and an activation that saturates goes into the op before it. Ops that
/// move elements keep the scale of what they read; every other result has a scale of its own, which calibration finds.
/// </summary>
internal sealed class QuantizeNetwork
{
    private readonly Graph _graph;
    private readonly QuantizationReaders _readers;
    private readonly ScaleGroups _scales;
    private readonly GraphBuilder _builder = new();
    private readonly Dictionary<Value, Value> _integers = [];
    private readonly Dictionary<string, Value> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuantizedLayer> _layers = new(StringComparer.Ordinal);
    private readonly HashSet<int> _absorbed = [];
    private readonly Dictionary<Value, Value> _reals = [];
    private readonly bool[] _isOfParameters, _isFloat, _isReadByIntegers, _isObserved;

    private QuantizeNetwork(Graph graph, QuantizationSettings settings)
    {
        (_graph, Settings, _scales) = (graph, settings, new ScaleGroups(graph));
        _isOfParameters = PackTime.Of(graph);
        _isFloat = Islands.Of(graph, settings, _isOfParameters);
        _isReadByIntegers = Islands.ReadByIntegers(graph, _isFloat, _isOfParameters);
        _readers = new QuantizationReaders(graph, _isFloat);
        Linear = new ConsecutiveLayers(_readers);
        _isObserved = Marks.Needed(graph, graph.Results.Where(result => result.Entry.Length == 0), node => node.Inputs);
    }

    public Graph Graph => _graph;

    public QuantizationSettings Settings { get; }

    /// <summary>The layers so far.</summary>
    public List<QuantizedLayer> Layers { get; } = [];

    /// <summary>The layers with weights by the nodes that they compute.</summary>
    public ConsecutiveLayers Linear { get; }

    /// <summary>The values that calibration observes.</summary>
    public ObservedValues Observed { get; } = new();

    /// <summary>The weights that calibration reads.</summary>
    public ObservedValues Weights { get; } = new();

    /// <summary>Quantizes a network, unless one of its layers has no integer form: then the problem says which.</summary>
    public static QuantizedNetwork Run(Graph source, QuantizationSettings settings)
    {
        Graph graph = QuantizationForm.Run(source);
        return new QuantizeNetwork(graph, settings).Run();
    }

    private QuantizedNetwork Run()
    {
        JoinShared();
        for (int i = 0; i < _graph.Nodes.Count; i++)
            if (IsInteger(i)) QuantizationRules.JoinScales(this, i, _graph.Nodes[i]);
        _absorbed.Clear();
        for (int i = 0; i < _graph.Nodes.Count; i++)
            if (IsInteger(i)) QuantizationRules.Of(_graph.Nodes[i])(this, i, _graph.Nodes[i]);
            else if (_isFloat[i]) _ = Real(new Value(i));
        foreach (Result result in _graph.Results)
        {
            if (_isFloat[result.Value.Node])
            {
                _builder.Result(ResultKind.Output, result.Name, Real(result.Value), result.Entry);
                continue;
            }

            int scale = _scales.NumberOf(result.Value);
            Value delivered = _builder.Add(
                new Int8Deliver(), _graph[result.Value].Name, Integer(result.Value), Scale(scale), ZeroPoint(scale));
            _builder.Result(ResultKind.Output, result.Name, delivered, result.Entry);
        }

        // A file says what all bytes mean, of values within the network, too.
        EquatableArray<QuantizedScale> scales = _scales.All;
        foreach (int scale in Enumerable.Range(0, scales.Count).Where(scale => scales[scale].Scale is null))
            if (!Observed.All.Exists(value => ScaleOf(value) == scale)) throw RefuseOfEntry(_scales.FirstOf(scale));
        for (int scale = 0; scale < scales.Count; scale++) _ = (Scale(scale), ZeroPoint(scale));
        return new QuantizedNetwork(
            _builder.Build(), CalibrationGraph.Of(_graph, Observed, Weights), scales, Observed.Values(_graph, this), Linear.Linked(Layers),
            Observed.Length, Weights.Length);
    }

    /// <summary>
    /// A layer that is used several times, by entries too, has one scale for what it reads and one for what it makes, so that its integers are there once. An
    /// entry is calibrated by what Forward computes with the same layers.
    /// </summary>
    private void JoinShared()
    {
        var first = new Dictionary<(string Name, Op Op, TensorType Type), int>();
        for (int i = 0; i < _graph.Nodes.Count; i++)
        {
            GraphNode node = _graph.Nodes[i];
            if (_isOfParameters[i] || _isFloat[i] || node.Op is Input || QuantizationRules.Moves(node.Op)) continue;
            if (!first.TryGetValue((node.Name, node.Op, node.Outputs[0]), out int other))
            {
                first.Add((node.Name, node.Op, node.Outputs[0]), i);
                continue;
            }

            _scales.Join(new Value(i), new Value(other));
            foreach ((Value own, Value others) in node.Inputs.Zip(_graph.Nodes[other].Inputs, (own, others) => (own, others)))
                if (!_isOfParameters[own.Node] && !_isOfParameters[others.Node] && _graph.TypeOf(own) == _graph.TypeOf(others)) _scales.Join(own, others);
        }
    }

    /// <summary>Whether a node is computed in integers, by a rule of its own.</summary>
    private bool IsInteger(int node) => !_isOfParameters[node] && !_isFloat[node] && !_absorbed.Contains(node);

    /// <summary>The integer value that stands for one of the float graph; one of an island is quantized for its first reader.</summary>
    public Value Integer(Value value)
    {
        if (_integers.TryGetValue(value, out Value integer)) return integer;
        if (!_isFloat[value.Node]) throw Refuse(_graph[value], "gives a value that is not there in integers");
        int scale = ScaleOf(value);
        Make(new Quantize(), _graph[value].Name, value, null, null, null, 0, Real(value), InverseScale(scale), ZeroPoint(scale));
        return _integers[value];
    }

    /// <summary>The real numbers of a value, for an island: computed in floats, or what the integers mean.</summary>
    private Value Real(Value value)
    {
        if (_reals.TryGetValue(value, out Value real)) return real;
        GraphNode node = _graph[value];
        if (_isFloat[value.Node] || _isOfParameters[value.Node] || node.Op is Broadcast)
        {
            string name = node.Op is StoredOp && _isReadByIntegers[value.Node] ? node.Name + QuantizedNetwork.FloatSuffix : node.Name;
            Value first = _builder.Add(new GraphNode(node.Op, node.Inputs.Select(Real), node.Outputs, name));
            for (int output = 0; output < node.Outputs.Count; output++) _reals.Add(new Value(value.Node, output), first with { Output = output });
            return _reals[value];
        }

        Value integer = Integer(value);
        if (node.Outputs[value.Output].Element == DType.Float32)
            integer = _builder.Add(new Dequantize(), node.Name, integer, Scale(ScaleOf(value)), ZeroPoint(ScaleOf(value)));
        return _reals[value] = integer;
    }

    /// <summary>The value as it is, where it is no real number, such as an index.</summary>
    public void Keep(Value value, Value same) => _integers.Add(value, same);

    /// <summary>Whether a value depends on parameters alone.</summary>
    public bool IsOfParameters(Value value) => _isOfParameters[value.Node];

    public void Join(Value left, Value right) => _scales.Join(left, right);

    public int ScaleOf(Value value) => _scales.NumberOf(value);

    public string NameOfScale(int scale) => _scales.NameOf(scale);

    /// <summary>The activations that saturate behind a value and belong to the op that makes it; nobody else computes them.</summary>
    public Saturation Saturate(Value value)
    {
        var bounds = Saturation.Behind(_readers, value);
        for (Value next = value; next != bounds.Value; next = new Value(_readers.OnlyReader(next)!.Value)) Absorb(_readers.OnlyReader(next)!.Value);
        return bounds;
    }

    /// <summary>The chain of functions of one variable that begins at a node, up to the last that only one reads.</summary>
    public (EquatableArray<ElementwiseOp> Chain, Value Last) ChainFrom(int node)
    {
        List<ElementwiseOp> chain = [(ElementwiseOp)_graph.Nodes[node].Op];
        while (_readers.OnlyReader(new Value(node)) is { } next && _graph.Nodes[next].Op is ElementwiseOp { Operands: 0 } step)
        {
            chain.Add(step);
            Absorb(node = next);
        }

        return (chain.ToEquatableArray(), new Value(node));
    }

    /// <summary>A factor behind a sum that only it has: the sum is a mean. The value behind it.</summary>
    public (Value Value, double Factor) Factor(Value sum)
    {
        if (_readers.OnlyReader(sum) is not { } reader || _graph.Nodes[reader].Op is not MultiplyScalar scalar) return (sum, 1);
        Absorb(reader);
        return (new Value(reader), scalar.HyperParameters[0]);
    }

    private void Absorb(int node) => _absorbed.Add(node);

    /// <summary>
    /// Adds a layer under the name of a node, numbered where another layer has it; one with the same integers is there once. Gives the name.
    /// </summary>
    public string Layer(int node, Func<string, QuantizedLayer> layer)
    {
        string name = _graph.Nodes[node].Name;
        for (int number = 1; ; number++)
        {
            string own = number == 1 ? name : FormattableString.Invariant($"{name}.{number}");
            QuantizedLayer added = layer(own);
            if (_layers.TryGetValue(own, out QuantizedLayer? known))
            {
                if (known.HasIntegersOf(added)) return own;
                continue;
            }

            _layers.Add(own, added);
            Layers.Add(added);
            return own;
        }
    }

    /// <summary>A named tensor of the model.</summary>
    public Value Tensor(string name, DType element, params int[] shape)
    {
        if (!_tensors.TryGetValue(name, out Value tensor))
            _tensors.Add(name, tensor = _builder.Add(new ModelTensor(element, Shape.Fixed(shape), IsTrained(name)), name));
        return tensor;
    }

    private static bool IsTrained(string name) => name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal);

    public Value ZeroPoint(int scale) => Tensor(_scales.NameOf(scale) + ".zero_point", DType.Int8, 1);

    public Value Scale(int scale) => Tensor(_scales.NameOf(scale) + ".scale", DType.Float32, 1);

    public Value InverseScale(int scale) => Tensor(_scales.NameOf(scale) + ".inverse_scale", DType.Float32, 1);

    public Value Clamp(string layer) => Tensor(layer + ".clamp", DType.Int8, 2);

    public Value Multiplier(string layer, int count = 1) => Tensor(layer + ".multiplier", DType.Int32, count);

    public Value Shift(string layer, int count = 1) => Tensor(layer + ".shift", DType.UInt8, count);

    /// <summary>Adds an op to the integer graph.</summary>
    public Value Add(Op op, string name, params Value[] inputs) => _builder.Add(op, name, inputs);

    /// <summary>
    /// Adds an op that makes a value in a scale of its own: calibration observes the value, unless the scale is fixed.
    /// </summary>
    public void Make(Op op, string name, Value made, double? low, double? high, double? scale, int zeroPoint, params Value[] inputs)
    {
        _scales.State(made, low, high, scale, zeroPoint);
        if (scale is null && _isObserved[made.Node]) Observed.Add(made, _graph.TypeOf(made).Shape.ElementCount);
        _integers.Add(made, _builder.Add(op, name, inputs));
    }

    /// <summary>The same with the bounds of a saturation.</summary>
    public void Make(Op op, string name, Saturation made, params Value[] inputs) =>
        Make(op, name, made.Value, Finite(made.Low), Finite(made.High), null, 0, inputs);

    /// <summary>Adds an op that moves bytes.</summary>
    public void Move(Op op, Value moved, params Value[] inputs) => _integers.Add(moved, _builder.Add(op, _graph[moved].Name, inputs));

    /// <summary>Where in the folded weights a value of parameters is.</summary>
    public int WeightOffset(Value value) => Weights.Add(value, _graph.TypeOf(value).Shape.ElementCount);

    public QuantizationRefusal Refuse(GraphNode node, string reason) => Refuse(
        node, reason, "set Quantize = false on the layer, or put it into a block with Quantize = false");

    /// <summary>Refuses a value that Forward does not compute.</summary>
    private QuantizationRefusal RefuseOfEntry(Value value)
    {
        string? entry = _graph.Results.Select(result => result.Entry).FirstOrDefault(entry =>
            entry.Length > 0 && Marks.Needed(_graph, _graph.Results.Where(result => result.Entry == entry), node => node.Inputs)[value.Node]);
        return Refuse(
            _graph[value], "belongs to an entry alone, and nothing calibrates what Forward does not compute",
            "write [Entry(Quantize = false)], or let Forward compute it, too", entry ?? "");
    }

    private static QuantizationRefusal Refuse(GraphNode node, string reason, string remedy, string entry = "") =>
        new(new Problem(QuantizationProblems.NoIntegers, node.Name, node.Op.Name, reason, remedy), node.Name) { Entry = entry };

    /// <summary>A bound, unless it is none.</summary>
    public static double? Finite(double bound) => double.IsInfinity(bound) ? null : bound;
}
