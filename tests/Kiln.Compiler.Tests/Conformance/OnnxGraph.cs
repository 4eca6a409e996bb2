using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// Builds a graph from the nodes of an ONNX model. The first dimension is the batch, or, for what works across it, the whole tensor is one sample. What is
/// float goes in as data, or as parameters where all samples share it; what is not (shapes, axes, labels, masks) is known, and so is what follows from it
/// alone. An operator that is not a layer of Kiln is composed of its layers.
/// </summary>
internal sealed partial class OnnxGraph
{
    private static readonly Dictionary<string, Func<OnnxGraph, OnnxNode, Value>> s_builders =
        new[] { Activations, Arithmetic, Reductions, Shaping, Indexing, Windows, Products, Normalizations, Attentions, Losses, Resizing }
            .SelectMany(family => family)
            .ToDictionary();

    private readonly OnnxModel _model;
    private readonly bool _wholeIsSample;

    /// <summary>Tensors whose elements are given or known.</summary>
    private readonly Dictionary<string, OnnxTensor> _tensors;

    /// <summary>Those of them that no data of the network are.</summary>
    private readonly HashSet<string> _known;

    private readonly Dictionary<string, Value> _values = [];
    private readonly GraphBuilder _builder = new();
    private string _scope = "";

    private OnnxGraph(OnnxModel model, IReadOnlyList<OnnxTensor> inputs, bool wholeIsSample)
    {
        (_model, _wholeIsSample) = (model, wholeIsSample);
        _tensors = model.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (OnnxTensor tensor in model.Initializers) _tensors[tensor.Name] = tensor;
        _known = [
            .. _tensors.Where(item => item.Value.ElementType != OnnxTensor.Float).Select(item => item.Key),
            .. model.Initializers.Select(tensor => tensor.Name),
        ];
        // What goes in first is data; what may follow are weights.
        Batch = wholeIsSample
            ? 1
            : inputs.FirstOrDefault()?.Dimensions is { Count: > 1 } dimensions
                ? dimensions[0]
                : throw new LeftOutException("a single vector has no batch", ofBatch: true);
    }

    public int Batch { get; }

    /// <summary>What inputs and parameters hold, by name.</summary>
    public Dictionary<string, double[]> Bindings { get; } = [];

    public Graph Graph { get; private set; } = Graph.Empty;

    /// <summary>The dimensions of a result as ONNX sees them.</summary>
    public IEnumerable<int> DimensionsOf(Result result) => [.. _wholeIsSample ? [] : new[] { Batch }, .. Graph.TypeOf(result.Value).Shape.Dimensions];

    /// <summary>Dimensions in front of those of a sample.</summary>
    private int Lead => _wholeIsSample ? 0 : 1;

    /// <summary>The model as a graph whose outputs are named output0, output1, ...; throws the reason where Kiln has no such thing.</summary>
    public static OnnxGraph Of(OnnxModel model, IReadOnlyList<OnnxTensor> inputs)
    {
        if (model.Nodes.Select(node => OnnxReasons.Of(node.Op)).FirstOrDefault(reason => reason is not null) is { } absent) throw new LeftOutException(absent);
        foreach (int type in model.OutputTypes)
            if (type != OnnxTensor.Float) throw new LeftOutException($"a result of type {OnnxTensor.NameOf(type)}, where Kiln's are float");
        if (inputs.Any(input => input.ElementType == OnnxTensor.Float && input.Count == 0)) throw new LeftOutException("tensors without elements");
        try
        {
            return Build(model, inputs, wholeIsSample: false);
        }
        catch (LeftOutException batched)
        {
            try
            {
                return Build(model, inputs, wholeIsSample: true);
            }
            catch (LeftOutException whole)
            {
                throw batched.OfBatch ? whole : batched;
            }
        }
    }

    /// <summary>Leaves out what is not read, operators and attributes.</summary>
    private static void Require(OnnxNode node)
    {
        bool isRead = s_builders.ContainsKey(node.Op) || OnnxFolding.Knows(node.Op) || node.Op is "Shape" or "Size";
        if (!isRead) throw new LeftOutException($"{node.Op} is not read");
        if (node.Attributes.FirstOrDefault(attribute => !OnnxAttributes.Knows(node.Op, attribute)) is { } unknown)
            throw new LeftOutException($"the attribute {unknown} of {node.Op} is not read");
    }

    private static OnnxGraph Build(OnnxModel model, IReadOnlyList<OnnxTensor> inputs, bool wholeIsSample)
    {
        var graph = new OnnxGraph(model, inputs, wholeIsSample);
        foreach (OnnxNode node in model.Nodes)
        {
            graph._scope = node.Outputs[0];
            Require(node);
            if (graph.Fold(node)) continue;
            if (!s_builders.TryGetValue(node.Op, out Func<OnnxGraph, OnnxNode, Value>? builder))
                throw new LeftOutException($"{node.Op} of computed values is not read");
            graph._values[node.Outputs[0]] = builder(graph, node);
        }

        for (int i = 0; i < model.Outputs.Count; i++)
        {
            if (!graph._values.TryGetValue(model.Outputs[i], out Value? value)) throw new LeftOutException("nothing goes in");
            graph._builder.Result(ResultKind.Output, $"output{i}", graph.IsTaken(value) ? graph.Copy(value) : value);
        }

        graph.Graph = graph._builder.Build();
        return graph.Graph.All<Input>().Any() ? graph : throw new LeftOutException("nothing goes in");
    }

    /// <summary>Whether the value goes in or already comes out under another name.</summary>
    private bool IsTaken(Value value) => _builder.Nodes[value.Node].Op is Input || _builder.IsResult(value);

    /// <summary>Computes a node whose operands are known; of a shape, that is every node.</summary>
    private bool Fold(OnnxNode node)
    {
        string[] given = [.. node.Inputs.Where(name => name.Length > 0)];
        OnnxTensor? folded = node.Op switch
        {
            "Shape" => ShapeTensor(node),
            "Size" => OnnxTensor.Of(OnnxTensor.Int64, [], [Count(FullShape(node.Inputs[0]))]),
            "CastLike" when _known.Contains(given[0]) => OnnxFolding.Of(node, [_tensors[given[0]], TypeLike(given[1])]),
            _ when given.All(_known.Contains) => OnnxFolding.Of(node, [.. given.Select(name => _tensors[name])]),
            _ => null,
        };
        if (folded is null) return false;
        Know(node.Outputs[0], folded);
        return true;
    }

    private void Know(string name, OnnxTensor tensor)
    {
        _tensors[name] = tensor;
        _known.Add(name);
    }

    private OnnxTensor ShapeTensor(OnnxNode node)
    {
        int[] shape = FullShape(node.Inputs[0]);
        int Bound(int index) => Math.Clamp(index < 0 ? index + shape.Length : index, 0, shape.Length);
        return OnnxFolding.Vector(shape[Bound(node.Int("start", 0))..Bound(node.Int("end", shape.Length))]);
    }

    /// <summary>Computed values are float.</summary>
    private OnnxTensor TypeLike(string name) => _tensors.GetValueOrDefault(name) ?? OnnxTensor.Of(OnnxTensor.Float, [0], []);

    /// <summary>The dimensions that ONNX sees.</summary>
    private int[] FullShape(string name) =>
        _tensors.TryGetValue(name, out OnnxTensor? tensor)
            ? [.. tensor.Dimensions]
            : _wholeIsSample ? [.. ShapeOf(_values[name]).Dimensions] : [Batch, .. ShapeOf(_values[name]).Dimensions];

    /// <summary>Adds a layer; where its rule objects, that is the reason.</summary>
    private Value Apply(Op op, params Value[] inputs) =>
        _builder.TryAdd(op, inputs, $"{_scope}.{_builder.Count}", out Value value) is { } problem ? throw new LeftOutException(problem.Message) : value;

    /// <summary>Adds an element-wise layer of two operands, each repeated to the shape of both (NumPy's rule).</summary>
    private Value Apply(ElementwiseOp op, Value left, Value right)
    {
        Shape shape = Broadcasting.Of(ShapeOf(left), ShapeOf(right)) ?? throw new LeftOutException("shapes that do not fit");
        return Apply((Op)op, Repeated(left, shape), Repeated(right, shape));
    }

    private Value Repeated(Value value, Shape shape)
    {
        Shape own = ShapeOf(value);
        if (own == shape) return value;
        int[] repeated =
            [.. Enumerable.Range(0, shape.Rank).Where(axis => axis - shape.Rank + own.Rank is var at && (at < 0 || (own[at] == 1 && shape[axis] != 1)))];
        return Apply(new Broadcast(shape, repeated.ToEquatableArray()), value);
    }

    /// <summary>A value of each sample.</summary>
    private Value Data(OnnxNode node, int input) => Data(node.Inputs[input]);

    private Value Data(string name)
    {
        if (!_values.TryGetValue(name, out Value? value))
        {
            OnnxTensor tensor = _tensors[name];
            if (tensor.ElementType != OnnxTensor.Float) throw new LeftOutException($"elements of type {tensor.TypeName}");
            if (tensor.Elements.Length == 0) throw new LeftOutException("tensors without elements");
            if (!_known.Contains(name))
            {
                if (!_wholeIsSample && (tensor.Dimensions.Count == 0 || tensor.Dimensions[0] != Batch)) throw LeftOutException.AcrossBatch;
                Bindings[name] = tensor.Elements;
                return _values[name] = _builder.Add(
                    new Input(name, InputRole.Sample, TensorType.Float(Shape.PerSample([.. tensor.Dimensions.Skip(Lead)]))), name);
            }

            value = _values[name] = Shared(name, [.. tensor.Dimensions], tensor.Elements);
        }

        if (ShapeOf(value).Leading > 0) return value;
        return _wholeIsSample ? Repeated(value, ShapeOf(value) with { Leading = 1 }) : throw LeftOutException.AcrossBatch;
    }

    /// <summary>
    /// An operand among operands of which the largest has <paramref name="rank"/> dimensions: a value of each sample, or one that all samples share.
    /// </summary>
    private Value Operand(string name, int rank)
    {
        int[] shape = FullShape(name);
        if (_values.TryGetValue(name, out Value? value))
            return _wholeIsSample || ShapeOf(value).Leading == 0 || shape.Length == rank ? value : throw LeftOutException.AcrossBatch;
        if (!_known.Contains(name) && (_wholeIsSample || (shape.Length == rank && shape[0] == Batch))) return Data(name);
        if (!_wholeIsSample && shape.Length == rank) shape = shape[0] == 1 ? shape[1..] : throw LeftOutException.AcrossBatch;
        return _values[name] = Shared(name, shape, _tensors[name].Elements);
    }

    /// <summary>A tensor that all samples share.</summary>
    private Value Shared(string name, int[] shape, IEnumerable<double> elements) => Parameter(name, shape, elements, StorageOrder.OfShape);

    /// <summary>A number for each place along one axis of values of this rank.</summary>
    private Value Along(int axis, int rank, string name, IReadOnlyList<double> numbers) =>
        Shared($"{_scope}.{name}{_builder.Count}", [.. Enumerable.Range(0, rank).Select(i => i == axis ? numbers.Count : 1)], numbers);

    /// <summary>A layer's weights, in the order that PyTorch stores.</summary>
    private Value Weight(string name, int[] shape, IEnumerable<double> elements) =>
        _values.TryGetValue(name, out Value? known) ? known : _values[name] = Parameter(name, shape, elements, StorageOrder.OutputsLast);

    private Value Weight(OnnxNode node, int input) => Weight(node.Inputs[input], [.. Tensor(node, input).Dimensions], Tensor(node, input).Elements);

    private Value Parameter(string name, int[] shape, IEnumerable<double> elements, StorageOrder order)
    {
        Bindings[name] = [.. elements];
        return _builder.Add(new Parameter(Shape.Fixed(shape), Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false, order), name);
    }

    /// <summary>Indices or labels, which Kiln reads from an input of whole numbers.</summary>
    private Value Indices(string name, IReadOnlyList<int> indices, params int[] shape)
    {
        Bindings[name] = [.. indices.Select(index => (double)index)];
        return _builder.Add(new Input(name, InputRole.Sample, new TensorType(DType.Int32, Shape.PerSample(shape))), name);
    }

    private OnnxTensor Tensor(OnnxNode node, int input) =>
        _tensors.TryGetValue(node.Inputs[input], out OnnxTensor? tensor) ? tensor : throw new LeftOutException($"{node.Inputs[input]} is computed");

    private static bool Given(OnnxNode node, int input) => input < node.Inputs.Count && node.Inputs[input].Length > 0;

    private int[] Numbers(OnnxNode node, int input) => [.. Tensor(node, input).Elements.Select(x => (int)Math.Clamp(x, int.MinValue, int.MaxValue))];

    private Shape ShapeOf(Value value) => _builder.ShapeOf(value);

    private int Rank(Value value) => ShapeOf(value).Rank;

    /// <summary>ONNX's axis, which counts the batch, as an axis of one sample.</summary>
    private int Axis(int axis, int rank)
    {
        if (_wholeIsSample) return axis < 0 ? axis + rank : axis;
        return axis == 0 || axis == -rank - 1 ? throw LeftOutException.AcrossBatch : axis < 0 ? axis + rank : axis - 1;
    }

    private static int Count(IEnumerable<int> sizes) => sizes.Aggregate(1, (product, size) => product * size);
}
