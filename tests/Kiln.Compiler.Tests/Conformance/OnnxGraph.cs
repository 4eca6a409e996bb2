using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Says why a case of ONNX is not one of Kiln's.</summary>
internal sealed class LeftOutException(string reason) : Exception(reason);

/// <summary>
/// Builds a graph from the nodes of an ONNX model. The first dimension is the batch, or, for what works across it, the whole tensor is one sample. Weights
/// become parameters; numbers that ONNX passes as tensors (shapes, axes, pads) are read.
/// </summary>
internal sealed partial class OnnxGraph
{
    private static readonly Dictionary<string, Action<OnnxGraph, OnnxNode>> s_builders = new(Arithmetic)
    {
        ["Relu"] = (g, n) => g.Layer(n, new ReLU(), g.Data(n, 0)),
        ["LeakyRelu"] = (g, n) => g.Layer(n, new LeakyReLU(n.Float("alpha", 0.01f)), g.Data(n, 0)),
        ["Sigmoid"] = (g, n) => g.Layer(n, new Sigmoid(), g.Data(n, 0)),
        ["Tanh"] = (g, n) => g.Layer(n, new Tanh(), g.Data(n, 0)),
        ["Neg"] = (g, n) => g.Layer(n, new Negate(), g.Data(n, 0)),
        ["Identity"] = (g, n) => g.Layer(n, new Reshape(g.ShapeOf(g.Data(n, 0)).Dimensions), g.Data(n, 0)),
        ["Dropout"] = (g, n) => g.Drop(n),
        ["Softmax"] = (g, n) => g.OnLastAxis(n, new Softmax()),
        ["LogSoftmax"] = (g, n) => g.OnLastAxis(n, new LogSoftmax()),
        ["LayerNormalization"] = (g, n) => g.LayerNormalization(n),
        ["BatchNormalization"] = (g, n) => g.BatchNormalization(n),
        ["Conv"] = (g, n) => g.Convolution(n),
        ["ConvTranspose"] = (g, n) => g.TransposedConvolution(n),
        ["MaxPool"] = (g, n) => g.Layer(n, new MaxPool2D(g.PoolWindow(n)), g.Data(n, 0)),
        ["AveragePool"] = (g, n) => g.Layer(n, new AveragePool2D(g.PoolWindow(n), n.Int("count_include_pad", 0) == 1), g.Data(n, 0)),
        ["GlobalAveragePool"] = (g, n) => g.GlobalPool(n),
        ["Flatten"] = (g, n) => g.Flatten(n),
        ["Reshape"] = (g, n) => g.Reshape(n, g.Numbers(n, 1)),
        ["Concat"] = (g, n) => g.Layer(n, new Concat(Axis: g.Axis(n.Int("axis", 1), g.Rank(g.Data(n, 0)))), [.. n.Inputs.Select((_, i) => g.Data(n, i))]),
        ["Transpose"] = (g, n) => g.Transpose(n),
        ["Slice"] = (g, n) => g.Slice(n),
        ["Split"] = (g, n) => g.Split(n),
        ["Pad"] = (g, n) => g.Pad(n),
        ["Gemm"] = (g, n) => g.Gemm(n),
        ["MatMul"] = (g, n) => g.Product(n),
    };

    private readonly OnnxModel _model;
    private readonly bool _wholeIsSample;
    private readonly Dictionary<string, OnnxTensor> _tensors;
    private readonly Dictionary<string, Value> _values = [];
    private readonly GraphBuilder _builder = new();

    private OnnxGraph(OnnxModel model, IReadOnlyList<OnnxTensor> inputs, bool wholeIsSample)
    {
        (_model, _wholeIsSample) = (model, wholeIsSample);
        _tensors = model.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (OnnxTensor tensor in model.Initializers) _tensors[tensor.Name] = tensor;
        // What goes in first is data; what may follow are weights.
        Batch = wholeIsSample ? 1 : inputs.FirstOrDefault()?.Dimensions is { Count: > 1 } dimensions ? dimensions[0] : throw new LeftOutException("a single vector has no batch");
    }

    public int Batch { get; }

    /// <summary>What inputs and parameters hold, by name.</summary>
    public Dictionary<string, double[]> Bindings { get; } = [];

    public Graph Graph { get; private set; } = Graph.Empty;

    /// <summary>The model as a graph whose outputs are named output0, output1, ...; throws the reason where Kiln has no such thing.</summary>
    public static OnnxGraph Of(OnnxModel model, IReadOnlyList<OnnxTensor> inputs)
    {
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
                throw new LeftOutException(batched.Message == whole.Message ? whole.Message : $"{batched.Message}; as one sample: {whole.Message}");
            }
        }
    }

    private static OnnxGraph Build(OnnxModel model, IReadOnlyList<OnnxTensor> inputs, bool wholeIsSample)
    {
        string? unknown = model.Nodes.Select(node => node.Op).FirstOrDefault(op => op != "Constant" && !s_builders.ContainsKey(op));
        if (unknown is not null) throw new LeftOutException($"{unknown} is not read");
        var graph = new OnnxGraph(model, inputs, wholeIsSample);
        foreach (OnnxNode node in model.Nodes)
        {
            if (node.Op == "Constant") graph._tensors[node.Outputs[0]] = node.Tensor("value") ?? throw new LeftOutException("a constant that is no tensor");
            else s_builders[node.Op](graph, node);
        }

        for (int i = 0; i < model.Outputs.Count; i++)
            if (graph._values.TryGetValue(model.Outputs[i], out Value value)) graph._builder.Result(ResultKind.Output, $"output{i}", value);
        if (graph.Bindings.Count == 0) throw new LeftOutException("nothing goes in");
        graph.Graph = graph._builder.Build();
        if (!graph.Graph.All<Input>().Any()) throw new LeftOutException("nothing goes in");
        return graph;
    }

    private void Layer(OnnxNode node, Op op, params Value[] inputs)
    {
        if (_builder.TryAdd(op, inputs, node.Outputs[0], out Value value) is { } problem) throw new LeftOutException(problem.Message);
        _values[node.Outputs[0]] = value;
    }

    /// <summary>An input that depends on the batch.</summary>
    private Value Data(OnnxNode node, int input)
    {
        string name = node.Inputs[input];
        if (_values.TryGetValue(name, out Value known)) return known;
        OnnxTensor tensor = _tensors[name];
        if (tensor.ElementType != OnnxTensor.Float) throw new LeftOutException($"elements of type {tensor.TypeName}");
        if (tensor.Elements.Length == 0) throw new LeftOutException("no elements");
        if (!_wholeIsSample && (tensor.Dimensions.Count == 0 || tensor.Dimensions[0] != Batch)) throw new LeftOutException("an operand without batch");
        int[] shape = [.. tensor.Dimensions.Skip(_wholeIsSample ? 0 : 1)];
        Bindings[name] = tensor.Elements;
        return _values[name] = _builder.Add(new Input(name, InputRole.Sample, TensorType.Float(Shape.PerSample(shape))), name);
    }

    /// <summary>An input that does not.</summary>
    private Value Weight(string name, int[] shape, double[] elements)
    {
        if (_values.TryGetValue(name, out Value known)) return known;
        Bindings[name] = elements;
        return _values[name] = _builder.Add(new Parameter(Shape.Fixed(shape), Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false), name);
    }

    private Value Weight(OnnxNode node, int input) => Weight(node.Inputs[input], [.. Tensor(node, input).Dimensions], Tensor(node, input).Elements);

    private OnnxTensor Tensor(OnnxNode node, int input) => _tensors.TryGetValue(node.Inputs[input], out OnnxTensor? tensor) ? tensor : throw new LeftOutException($"{node.Inputs[input]} is computed");

    private static bool Given(OnnxNode node, int input) => input < node.Inputs.Count && node.Inputs[input].Length > 0;

    private int[] Numbers(OnnxNode node, int input) => [.. Tensor(node, input).Elements.Select(x => (int)x)];

    private Shape ShapeOf(Value value) => _builder.ShapeOf(value);

    private int Rank(Value value) => ShapeOf(value).Rank;

    /// <summary>ONNX's axis, which counts the batch, as an axis of one sample.</summary>
    private int Axis(int axis, int rank)
    {
        if (_wholeIsSample) return axis < 0 ? axis + rank : axis;
        return axis == 0 || axis == -rank - 1 ? throw new LeftOutException("works across the batch") : axis < 0 ? axis + rank : axis - 1;
    }

    private void OnLastAxis(OnnxNode node, Op op)
    {
        Value x = Data(node, 0);
        if (Axis(node.Int("axis", _model.Opset < 13 ? 1 : -1), Rank(x)) != Rank(x) - 1) throw new LeftOutException("not over the last axis");
        if (Rank(x) > 2) throw new LeftOutException("the last axis of a map");
        Layer(node, op, x);
    }

    private void LayerNormalization(OnnxNode node)
    {
        Value x = Data(node, 0);
        if (Axis(node.Int("axis", -1), Rank(x)) != Rank(x) - 1) throw new LeftOutException("over several axes");
        if (Rank(x) > 2) throw new LeftOutException("the last axis of a map");
        int features = ShapeOf(x)[Rank(x) - 1];
        Layer(node, new LayerNorm(node.Float("epsilon", 1e-5f)), x, Weight(node, 1), Given(node, 2) ? Weight(node, 2) : Weight("no bias", [features], new double[features]));
    }

    private void BatchNormalization(OnnxNode node)
    {
        if (node.Int("training_mode", 0) == 1) throw new LeftOutException("training mode has no Forward");
        Value x = Data(node, 0);
        Value State(int input)
        {
            Bindings[node.Inputs[input]] = Tensor(node, input).Elements;
            return _builder.Add(new State(Shape.Fixed(ShapeOf(x)[0]), 0), node.Inputs[input]);
        }

        Layer(node, new BatchNorm(0.1, node.Float("epsilon", 1e-5f)), x, Weight(node, 1), Weight(node, 2), State(3), State(4));
    }

    private void Convolution(OnnxNode node)
    {
        Value x = Data(node, 0);
        OnnxTensor weight = Tensor(node, 1);
        if (weight.Dimensions.Count != 4) throw new LeftOutException("not a map");
        Window window = Window(node, ShapeOf(x), [.. weight.Dimensions.Skip(2)]);
        Value[] inputs = Given(node, 2) ? [x, Weight(node, 1), Weight(node, 2)] : [x, Weight(node, 1)];
        Layer(node, new Conv2D(weight.Dimensions[0], window, node.Int("group", 1)), inputs);
    }

    private void TransposedConvolution(OnnxNode node)
    {
        Value x = Data(node, 0);
        OnnxTensor weight = Tensor(node, 1);
        if (weight.Dimensions.Count != 4) throw new LeftOutException("not a map");
        if (node.Int("group", 1) != 1) throw new LeftOutException("a transposed convolution in groups");
        if (node.Has("output_shape") || node.Text("auto_pad", "NOTSET") != "NOTSET") throw new LeftOutException("padding that follows from the output's shape");
        int[] strides = node.Ints("strides", 1, 1), dilations = node.Ints("dilations", 1, 1), pads = node.Ints("pads", 0, 0, 0, 0), more = node.Ints("output_padding", 0, 0);
        if (more[0] != more[1]) throw new LeftOutException("output padding that differs by side");
        var window = new Window(weight.Dimensions[2], weight.Dimensions[3], strides[0], strides[1], pads[0], pads[1], pads[2], pads[3], dilations[0], dilations[1]);
        Value[] inputs = Given(node, 2) ? [x, Weight(node, 1), Weight(node, 2)] : [x, Weight(node, 1)];
        Layer(node, new Conv2DTranspose(weight.Dimensions[1], window, more[0]), inputs);
    }

    private Window PoolWindow(OnnxNode node)
    {
        Window window = Window(node, ShapeOf(Data(node, 0)), node.Ints("kernel_shape"));
        if (window.DilationHeight != 1 || window.DilationWidth != 1) throw new LeftOutException("dilated pooling");
        if (node.Outputs.Count > 1) throw new LeftOutException("the places of the maxima");
        return window with { CeilMode = node.Int("ceil_mode", 0) == 1 };
    }

    private Window Window(OnnxNode node, Shape x, int[] kernel)
    {
        if (kernel.Length != 2 || x.Rank != 3) throw new LeftOutException("not a map");
        int[] strides = node.Ints("strides", 1, 1), dilations = node.Ints("dilations", 1, 1), pads = node.Ints("pads", 0, 0, 0, 0);
        string auto = node.Text("auto_pad", "NOTSET");
        if (auto.StartsWith("SAME", StringComparison.Ordinal))
            for (int side = 0; side < 2; side++)
            {
                int outputs = (x[side + 1] + strides[side] - 1) / strides[side], room = Math.Max(0, ((outputs - 1) * strides[side]) + ((kernel[side] - 1) * dilations[side]) + 1 - x[side + 1]);
                pads[side] = auto == "SAME_UPPER" ? room / 2 : room - (room / 2);
                pads[side + 2] = room - pads[side];
            }

        return new Window(kernel[0], kernel[1], strides[0], strides[1], pads[0], pads[1], pads[2], pads[3], dilations[0], dilations[1]);
    }

    private void GlobalPool(OnnxNode node)
    {
        Shape x = ShapeOf(Data(node, 0));
        if (x.Rank != 3) throw new LeftOutException("not a map");
        Layer(node, new AveragePool2D(new Window(x[1], x[2]), true), Data(node, 0));
    }

    private void Flatten(OnnxNode node)
    {
        Shape x = ShapeOf(Data(node, 0));
        int axis = node.Int("axis", 1);
        if (!_wholeIsSample && axis != 1) throw new LeftOutException("works across the batch");
        if (axis < 0) axis += x.Rank;
        int[] dimensions = _wholeIsSample ? [Product(x.Dimensions.Take(axis)), Product(x.Dimensions.Skip(axis))] : [x.ElementCount];
        Layer(node, new Reshape(dimensions.ToEquatableArray()), Data(node, 0));
    }

    private void Reshape(OnnxNode node, int[] target)
    {
        Value value = Data(node, 0);
        if (node.Int("allowzero", 0) == 1) throw new LeftOutException("no elements");
        int[] x = [.. _wholeIsSample ? [] : new[] { Batch }, .. ShapeOf(value).Dimensions];
        for (int i = 0; i < target.Length; i++) target[i] = target[i] == 0 ? x[i] : target[i];
        int hole = Array.IndexOf(target, -1);
        if (hole >= 0) target[hole] = Product(x) / -Product(target);
        if (!_wholeIsSample && target[0] != Batch) throw new LeftOutException("works across the batch");
        Layer(node, new Reshape(target.Skip(_wholeIsSample ? 0 : 1).ToEquatableArray()), value);
    }

    private void Transpose(OnnxNode node)
    {
        Value x = Data(node, 0);
        int rank = Rank(x) + (_wholeIsSample ? 0 : 1);
        int[] axes = node.Ints("perm", [.. Enumerable.Range(0, rank).Reverse()]);
        if (!_wholeIsSample && axes[0] != 0) throw new LeftOutException("works across the batch");
        Layer(node, new Transpose(axes.Skip(_wholeIsSample ? 0 : 1).Select(axis => Axis(axis, Rank(x))).ToEquatableArray()), x);
    }

    private void Slice(OnnxNode node)
    {
        if (node.Inputs.Count < 3) throw new LeftOutException("attributes of an old version");
        int[] starts = Numbers(node, 1), ends = Numbers(node, 2);
        int[] axes = Given(node, 3) ? Numbers(node, 3) : [.. Enumerable.Range(0, starts.Length)], steps = Given(node, 4) ? Numbers(node, 4) : [.. axes.Select(_ => 1)];
        if (steps.Any(step => step != 1)) throw new LeftOutException("a step of a slice");
        Value x = Data(node, 0);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = Axis(axes[i], Rank(x)), length = ShapeOf(x)[axis];
            int first = Math.Clamp(starts[i] < 0 ? starts[i] + length : starts[i], 0, length), last = Math.Clamp(ends[i] < 0 ? ends[i] + length : ends[i], 0, length);
            if (last <= first) throw new LeftOutException("no elements");
            x = _builder.Add(new Slice(axis, first, last - first), node.Outputs[0], x);
        }

        _values[node.Outputs[0]] = x;
    }

    private void Split(OnnxNode node)
    {
        Value x = Data(node, 0);
        int axis = Axis(node.Int("axis", 0), Rank(x)), length = ShapeOf(x)[axis], parts = node.Outputs.Count, first = 0, even = (length + parts - 1) / parts;
        int[] sizes = Given(node, 1) ? Numbers(node, 1) : [.. Enumerable.Range(0, parts).Select(part => Math.Min(even, length - (part * even)))];
        for (int part = 0; part < parts; part++)
        {
            if (sizes[part] <= 0) throw new LeftOutException("no elements");
            _values[node.Outputs[part]] = _builder.Add(new Slice(axis, first, sizes[part]), node.Outputs[part], x);
            first += sizes[part];
        }
    }

    private void Pad(OnnxNode node)
    {
        if (node.Text("mode", "constant") != "constant") throw new LeftOutException("padding by reflection or repetition");
        Value x = Data(node, 0);
        int rank = Rank(x);
        int[] pads = Numbers(node, 1), axes = Given(node, 3) ? Numbers(node, 3) : [.. Enumerable.Range(0, rank + (_wholeIsSample ? 0 : 1))];
        int[] before = new int[rank], after = new int[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            if (pads[i] == 0 && pads[i + axes.Length] == 0) continue;
            int axis = Axis(axes[i], rank);
            (before[axis], after[axis]) = (pads[i], pads[i + axes.Length]);
        }

        Layer(node, new Kiln.Generator.Ops.Pad(before.ToEquatableArray(), after.ToEquatableArray(), Given(node, 2) ? Tensor(node, 2).Elements[0] : 0), x);
    }

    /// <summary>A dense layer is A B' + C; ONNX's matrix may lie the other way round and its C may be one row or one number.</summary>
    private void Gemm(OnnxNode node)
    {
        if (_wholeIsSample) throw new LeftOutException("works across the batch");
        if (node.Int("transA", 0) == 1 || node.Float("alpha", 1) != 1 || (Given(node, 2) && node.Float("beta", 1) != 1)) throw new LeftOutException("factors of a product");
        Value x = Data(node, 0);
        Value weight = Matrix(node, node.Int("transB", 0) == 1);
        int units = ShapeOf(weight)[0];
        if (!Given(node, 2))
        {
            Layer(node, new Dense(units), x, weight);
            return;
        }

        OnnxTensor c = Tensor(node, 2);
        if (c.Elements.Length != 1 && c.Elements.Length != units) throw new LeftOutException("an operand for each row");
        Layer(node, new Dense(units), x, weight, Weight(node.Inputs[2], [units], c.Elements.Length == 1 ? [.. Enumerable.Repeat(c.Elements[0], units)] : c.Elements));
    }

    private void Product(OnnxNode node)
    {
        if (_wholeIsSample || Tensor(node, 1).Dimensions.Count != 2 || Tensor(node, 0).Dimensions.Count != 2) throw new LeftOutException("a product of two values");
        Value weight = Matrix(node, isTransposed: false);
        Layer(node, new Dense(ShapeOf(weight)[0]), Data(node, 0), weight);
    }

    private Value Matrix(OnnxNode node, bool isTransposed)
    {
        OnnxTensor matrix = Tensor(node, 1);
        if (isTransposed) return Weight(node, 1);
        int depth = matrix.Dimensions[0], units = matrix.Dimensions[1];
        return Weight(node.Inputs[1], [units, depth], [.. Enumerable.Range(0, units * depth).Select(i => matrix.Elements[(i % depth * units) + (i / depth)])]);
    }

    private void Drop(OnnxNode node)
    {
        if (Given(node, 2)) throw new LeftOutException("training mode has no Forward");
        if (node.Outputs.Count > 1) throw new LeftOutException("the mask of dropout");
        Layer(node, new Dropout(0.5, node.Outputs[0]), Data(node, 0));
    }

    private static int Product(IEnumerable<int> sizes) => sizes.Aggregate(1, (product, size) => product * size);
}
