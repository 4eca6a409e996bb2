using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>A golden case as a graph whose inputs and weights are all trained, so that every golden gradient is a result.</summary>
internal sealed class GoldenGraph
{
    private readonly GraphBuilder _builder = new();

    private GoldenGraph(GoldenCase golden) => Batch = golden.Shape("input")[0];

    public int Batch { get; }

    public Graph Graph => _builder.Build();

    public Dictionary<string, double[]> Bindings { get; } = [];

    /// <summary>The loss of a case; its input is the parameter "input".</summary>
    public static GoldenGraph? OfLoss(GoldenCase golden)
    {
        Op? op = golden.Kind switch
        {
            // Probabilities as targets are not offered yet.
            "softmaxCrossEntropy" when golden.Shape("target").Length < golden.Shape("input").Length =>
                new SoftmaxCrossEntropy(golden.Number("labelSmoothing"), (int)golden.Number("ignoreIndex", -1), golden.List("classWeights").ToEquatableArray()),
            "binaryCrossEntropy" => new BinaryCrossEntropy(),
            "meanSquaredError" => new MeanSquaredError(),
            _ => null,
        };
        if (op is null) return null;
        var graph = new GoldenGraph(golden);
        GraphBuilder b = graph._builder;
        Value x = graph.Trained("input", golden, perSample: true);
        bool classes = op is SoftmaxCrossEntropy;
        TensorType type = new(classes ? DType.Int32 : DType.Float32, Shape.PerSample(golden.Shape("target")[1..]));
        graph.Bindings["target"] = golden.Values("target");
        Value rows = b.Add(op, "op", x, b.Add(new Input("target", InputRole.Target, type), "target"));
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return graph;
    }

    /// <summary>
    /// The layer of a case, or null if this vocabulary cannot say it. The golden gradients are those of sum(output * outputGradient): the loss here is the
    /// mean over a batch of the squared distance to output - g, g chosen so that its gradient is outputGradient.
    /// </summary>
    public static GoldenGraph? OfLayer(GoldenCase golden)
    {
        if (!IsOffered(golden)) return null;
        var graph = new GoldenGraph(golden);
        GraphBuilder b = graph._builder;
        Value input = golden.Kind == "embedding" ? graph.Given("input", golden) : graph.Trained("input", golden, perSample: true);
        List<Value> weights = [.. WeightsOf(golden).Select(weight => graph.Trained(weight, golden, perSample: false))];
        if (golden.Kind.StartsWith("batchNorm", StringComparison.Ordinal))
            weights.AddRange([graph.State("runningMean", golden, 0), graph.State("runningVariance", golden, 1)]);
        Value y = Apply(b, golden, OpOf(golden), input, weights, golden.Has("mask") ? graph.Given("mask", golden) : null);
        b.Result(ResultKind.Output, "output", y);

        double[] output = golden.Values("output"), gradient = golden.Values("outputGradient");
        Value target = b.Add(new Input("target", InputRole.Target, b.TypeOf(y)), "target");
        graph.Bindings["target"] = [.. output.Zip(gradient, (value, wanted) => value - (wanted * output.Length / 2))];
        Value rows = b.Add(new MeanSquaredError(), "distance", y, target);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return graph;
    }

    /// <summary>Softmax is over the last dimension, not over the channels of a map.</summary>
    public static bool IsOffered(GoldenCase golden) => golden.Kind != "softmax" || golden.Number("axis", -1) != 1 || golden.Shape("input").Length == 2;

    /// <summary>The weights of a case, in the order in which its op takes them.</summary>
    public static IEnumerable<string> WeightsOf(GoldenCase golden) =>
        new[] { "weight", "bias", "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias" }.Where(golden.Has);

    /// <summary>The layer of a case over its input: one op, or for multi-head attention three.</summary>
    public static Value Apply(GraphBuilder b, GoldenCase golden, Op op, Value input, IReadOnlyList<Value> weights, Value? mask)
    {
        if (op is not ScaledDotProductAttention) return b.Add(op, "op", [input, .. weights]);
        int features = b.ShapeOf(input)[1];
        Value joined = b.Add(new Dense(3 * features), "in_proj", input, weights[0], weights[1]);
        return b.Add(new Dense(features), "out_proj", b.Add(op, "op", mask is { } kept ? [joined, kept] : [joined]), weights[2], weights[3]);
    }

    /// <summary>The op that a case describes.</summary>
    public static Op OpOf(GoldenCase golden)
    {
        switch (golden.Kind)
        {
            case "conv2d":
                (int kernelHeight, int kernelWidth) = golden.Pair("kernel");
                (int strideHeight, int strideWidth) = golden.Pair("stride");
                (int top, int left) = golden.Pair("paddingBefore");
                (int bottom, int right) = golden.Pair("paddingAfter");
                (int dilationHeight, int dilationWidth) = golden.Pair("dilation");
                return new Conv2D(
                    (int)golden.Number("channels"),
                    new Window(kernelHeight, kernelWidth, strideHeight, strideWidth, top, left, bottom, right, dilationHeight, dilationWidth),
                    (int)golden.Number("groups", 1));
            case "maxPool2d": return new MaxPool2D(WindowOf(golden));
            case "averagePool2d": return new AveragePool2D(WindowOf(golden), golden.Flag("countPadding"));
            case "batchNorm1d" or "batchNorm2d":
                return golden.Flag("training")
                    ? new BatchNormTraining(golden.Number("momentum"), golden.Number("epsilon"))
                    : new BatchNorm(golden.Number("momentum"), golden.Number("epsilon"));
            case "dense": return new Dense((int)golden.Number("units"));
            case "leakyReLU": return new LeakyReLU(golden.Number("slope"));
            case "reLU": return new ReLU();
            case "tanh": return new Tanh();
            case "sigmoid": return new Sigmoid();
            case "softmax": return new Softmax();
            case "logSoftmax": return new LogSoftmax();
            case "layerNorm": return new LayerNorm(golden.Number("epsilon"));
            case "embedding": return new Embedding((int)golden.Number("vocabulary"), (int)golden.Number("units"));
            case "multiHeadAttention": return new ScaledDotProductAttention((int)golden.Number("heads"), 0, "op");
            default: throw new NotSupportedException(golden.ToString());
        }
    }

    private static Window WindowOf(GoldenCase golden)
    {
        (int height, int width) = golden.Pair("kernel");
        (int strideHeight, int strideWidth) = golden.Pair("stride");
        int pad = (int)golden.Number("padding");
        return new Window(height, width, strideHeight, strideWidth, pad, pad, pad, pad, CeilMode: golden.Flag("ceilMode"));
    }

    private Value Trained(string name, GoldenCase golden, bool perSample)
    {
        int[] shape = golden.Shape(name);
        Bindings[name] = golden.Values(name);
        return _builder.Add(
            new Parameter(perSample ? Shape.PerSample(shape[1..]) : Shape.Fixed(shape), Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false), name);
    }

    /// <summary>An input that has no gradient: indices, or a mask.</summary>
    private Value Given(string name, GoldenCase golden)
    {
        Bindings[name] = golden.Values(name);
        return _builder.Add(InputOf(name, golden), name);
    }

    /// <summary>An input of a case: indices where the layer looks up, else numbers.</summary>
    public static Input InputOf(string name, GoldenCase golden) =>
        new(name, InputRole.Sample, new TensorType(golden.Kind == "embedding" ? DType.Int32 : DType.Float32, Shape.PerSample(golden.Shape(name)[1..])));

    private Value State(string name, GoldenCase golden, double initial)
    {
        Bindings[name] = golden.Values(name);
        return _builder.Add(new State(Shape.Fixed(golden.Shape(name)), initial), name);
    }
}
