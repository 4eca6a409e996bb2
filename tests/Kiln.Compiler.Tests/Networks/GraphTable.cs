using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Graphs that a chain of layers cannot be: fan-out, sharing, several inputs and outputs.</summary>
internal static class GraphTable
{
    public static IReadOnlyDictionary<string, Graph> All { get; } = new Dictionary<string, Graph>
    {
        ["Residual"] = Residual(),
        ["TwoBorders"] = TwoBorders(channels: 3),
        ["TwoBordersManyChannels"] = TwoBorders(channels: 17),
        ["SharedDense"] = SharedDense(),
        ["SharedConvolution"] = SharedConvolution(),
        ["TwoInputsTwoOutputs"] = TwoInputsTwoOutputs(),
        ["InputUsedTwice"] = InputUsedTwice(),
        ["OutputInTheMiddle"] = OutputInTheMiddle(),
        ["SumWithItself"] = SumWithItself(),
        ["Inception"] = Inception(),
        ["FrozenMiddle"] = FrozenMiddle(),
        ["SharedNorm"] = SharedNorm(),
        ["Siamese"] = Siamese(),
        ["TwoEntries"] = TwoEntries(),
        ["TwoLosses"] = TwoLosses(),
        ["ManySpans"] = ManySpans(),
        ["InputInLoss"] = InputInLoss(),
        ["Tokens"] = Tokens(),
        ["TokensOfTheCaller"] = TokensOfTheCaller(),
        ["Embeddings"] = Embeddings(),
        ["SharedEmbedding"] = SharedEmbedding(),
        ["JoinedSequences"] = JoinedSequences(),
        ["Transformer"] = Transformer(dropout: 0),
        ["TransformerDropout"] = Transformer(dropout: 0.25),
        ["CrossAttention"] = CrossAttention(),
        ["ComposedAttention"] = ComposedAttention(),
        ["SampledLatent"] = SampledLatent(),
        ["TokenClasses"] = TokenClasses(),
        ["PixelClasses"] = PixelClasses(channels: 3),
        ["PixelManyClasses"] = PixelClasses(channels: 17),
        ["InceptionModule"] = InceptionModule(),
        ["DenseBlock"] = DenseBlock(),
        ["PlanesJoined"] = PlanesJoined(),
        ["VectorsJoined"] = VectorsJoined(),
        ["LateFirstPart"] = LateFirstPart(),
        ["Shuffle"] = Shuffle(),
        ["SmallUNet"] = SmallUNet(),
        ["FlatDenseBlock"] = FlatDenseBlock(),
        ["Fire"] = Fire(),
        ["Factorized"] = Factorized(),
        ["InvertedResidual"] = InvertedResidual(),
        ["Cardinality"] = Cardinality(),
        ["LearnedTokens"] = LearnedTokens(),
        ["LearnedMap"] = LearnedMap(),
    };

    /// <summary>y = relu(conv2(relu(bn(conv1 x))) + conv1 x): a value with two readers, one of which overwrites its memory.</summary>
    private static Graph Residual()
    {
        var b = new GraphBuilder();
        Value first = Convolution(b, Input(b, "x", 3, 6, 5), "conv1", 18, 3);
        Value branch = Convolution(b, b.Add(new ReLU(), "relu1", Norm(b, first, "norm1")), "conv2", 18, 3);
        Value sum = b.Add(new ReLU(), "relu2", b.Add(new Add(), "sum", branch, first));
        return Classify(b, sum, 4);
    }

    /// <summary>
    /// Trained tokens that go through layers of their own, dropout included, before a product with what depends on the samples (Jaegle et al. 2021):
    /// computed once for all samples.
    /// </summary>
    private static Graph LearnedTokens()
    {
        var b = new GraphBuilder();
        Value tokens = b.Add(new Parameter(Shape.Fixed(5, 18), Kiln.Generator.Graphs.Init.Normal, 0.5, 1, 1, false, StorageOrder.OfShape), "tokens");
        Value normalized = Alone(b, new LayerNorm(1e-5), "norm", tokens, Parameter(b, "norm.weight", 18), Parameter(b, "norm.bias", 18));
        Value wide = Alone(b, new Dense(54), "wide", normalized, Parameter(b, "wide.weight", 54, 18), Parameter(b, "wide.bias", 54));
        Value mixed = Alone(b, new ScaledDotProductAttention(2, 0, "attention"), "attention", wide);
        Value kept = Alone(b, new Dropout(0.25, "dropout"), "dropout", b.Add(new Add(), "sum", mixed, tokens));
        Value weight = b.Add(new MatrixAsWeight(), "weight", b.Add(new Transpose([1, 0]), "transposed", kept));
        Value scores = b.Add(new Dense(5), "scores", Dense(b, Input(b, "x", 4), "in", 18), weight);
        b.Result(ResultKind.Output, "scores", scores);
        return Regress(b, scores, 5);
    }

    /// <summary>A trained map that is convolved, pooled and normalized by itself, then added to the samples.</summary>
    private static Graph LearnedMap()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new Parameter(Shape.Fixed(3, 6, 4), Kiln.Generator.Graphs.Init.Normal, 0.5, 1, 1, false, StorageOrder.OfShape), "map");
        var same = new Window(3, 3, 1, 1, 1, 1, 1, 1);
        Value wide = Alone(b, new Conv2D(17, same, 1), "wide", map, Parameter(b, "wide.weight", 17, 3, 3, 3), Parameter(b, "wide.bias", 17));
        Value mean = b.Add(new State(Shape.Fixed(17), 0), "norm.running_mean"), variance = b.Add(new State(Shape.Fixed(17), 1), "norm.running_var");
        Value norm = Alone(b, new BatchNorm(0.1, 1e-5), "norm", wide, Parameter(b, "norm.weight", 17), Parameter(b, "norm.bias", 17), mean, variance);
        Value pooled = Alone(b, new AveragePool2D(new Window(2, 2, 2, 2), true), "pool", b.Add(new Tanh(), "tanh", norm));
        Value large = Alone(b, new Upsample(2, Kiln.Generator.Ops.Interpolation.Bilinear), "up", pooled);
        Value narrow = Alone(b, new Conv2D(2, same, 1), "narrow", large, Parameter(b, "narrow.weight", 2, 17, 3, 3));
        Value each = b.Add(new Broadcast(Shape.PerSample(2, 6, 4), []), "each", narrow);
        return Classify(b, Convolution(b, b.Add(new Add(), "sum", Input(b, "x", 2, 6, 4), each), "last", 4, 3), 3);
    }

    private static Value Alone(GraphBuilder b, Op op, string name, params Value[] inputs) =>
        OneSample.TryAdd(b, op, inputs, name, out Value result) is { } problem ? throw new InvalidOperationException(problem.Message) : result;

    /// <summary>Two convolutions with different padding read one map, a third one none.</summary>
    private static Graph TwoBorders(int channels)
    {
        var b = new GraphBuilder();
        Value map = b.Add(new Tanh(), "tanh", Convolution(b, Input(b, "x", 2, 7, 6), "stem", channels, 3));
        Value wide = Convolution(b, map, "wide", 4, 5), narrow = Convolution(b, map, "narrow", 4, 3), point = Convolution(b, map, "point", 4, 1);
        Value pooled = b.Add(new MaxPool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1)), "pool", map);
        Value sum = b.Add(new Add(), "sum2", b.Add(new Add(), "sum1", wide, narrow), b.Add(new Add(), "sum3", point, Convolution(b, pooled, "last", 4, 1)));
        return Classify(b, sum, 3);
    }

    /// <summary>Concatenated branches of 5 and 18 channels: the second part does not begin at a multiple of 16 (Szegedy et al. 2015).</summary>
    private static Graph Inception()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new ReLU(), "relu", Convolution(b, Input(b, "x", 2, 6, 5), "stem", 6, 3));
        Value joined = b.Add(new Concat(), "joined", Convolution(b, map, "narrow", 5, 1), b.Add(new Tanh(), "tanh", Convolution(b, map, "wide", 18, 3)), map);
        return Classify(b, Convolution(b, joined, "last", 4, 3), 3);
    }

    /// <summary>Branches of 24, 17 and 32 channels, written into one buffer of 73 (Szegedy et al. 2015); the whole has two readers.</summary>
    private static Graph InceptionModule()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new ReLU(), "relu", Convolution(b, Input(b, "x", 2, 6, 5), "stem", 18, 3));
        Value narrow = b.Add(new ReLU(), "relu1", Convolution(b, map, "narrow", 24, 1));
        Value wide = b.Add(
            new ReLU(), "relu2", Norm(b, Convolution(b, b.Add(new Tanh(), "tanh", Convolution(b, map, "reduce", 16, 1)), "wide", 17, 3), "norm"));
        Value pool = Convolution(b, b.Add(new MaxPool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1)), "pool", map), "project", 32, 1);
        Value joined = b.Add(new Concat(), "joined", narrow, wide, pool);
        Value pooled = b.Add(new AveragePool2D(new Window(2, 2, 2, 2), true), "average", joined);
        return Classify(
            b,
            b.Add(
                new Add(), "sum", Convolution(b, b.Add(new MaxPool2D(new Window(2, 2, 2, 2)), "largest", joined), "last", 4, 3),
                Convolution(b, pooled, "other", 4, 1)),
            3);
    }

    /// <summary>Every layer reads what all layers before it have made and adds 17 channels (Huang et al. 2017): one buffer grows.</summary>
    private static Graph DenseBlock()
    {
        var b = new GraphBuilder();
        Value features = Convolution(b, Input(b, "x", 2, 5, 6), "stem", 20, 3);
        for (int layer = 1; layer <= 3; layer++)
        {
            Value grown = b.Add(new ReLU(), $"relu{layer}", Norm(b, features, $"norm{layer}"));
            features = b.Add(new Concat(), $"joined{layer}", features, Convolution(b, grown, $"conv{layer}", 17, layer == 2 ? 1 : 3));
        }

        return Classify(b, b.Add(new AveragePool2D(new Window(5, 6), true), "pool", b.Add(new ReLU(), "relu", Norm(b, features, "norm"))), 3);
    }

    /// <summary>Concatenated planes, one of them from the loop of an element-wise op.</summary>
    private static Graph PlanesJoined()
    {
        var b = new GraphBuilder();
        Value x = Input(b, "x", 2, 5, 7), first = Convolution(b, x, "first", 3, 3), tanh = b.Add(new Tanh(), "tanh", first);
        Value pooled = b.Add(new MaxPool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1)), "pool", first);
        Value joined = b.Add(new Concat(), "joined", tanh, pooled, b.Add(new Sigmoid(), "sigmoid", Convolution(b, x, "second", 4, 1)));
        return Classify(b, Convolution(b, joined, "last", 3, 3), 3);
    }

    private static Graph VectorsJoined()
    {
        var b = new GraphBuilder();
        Value x = Input(b, "x", 5);
        Value joined = b.Add(
            new Concat(), "joined", b.Add(new Tanh(), "tanh", Dense(b, x, "dense1", 19)), b.Add(new ReLU(), "relu", Dense(b, x, "dense2", 23)),
            Dense(b, x, "dense3", 7));
        return Classify(b, b.Add(new Tanh(), "tanh2", joined), 3);
    }

    /// <summary>The first part depends on the second and so is written last: it may not write over it.</summary>
    private static Graph LateFirstPart()
    {
        var b = new GraphBuilder();
        Value early = b.Add(new ReLU(), "relu1", Convolution(b, Input(b, "x", 3, 4, 5), "early", 19, 3));
        Value late = b.Add(new ReLU(), "relu2", Convolution(b, early, "late", 18, 3));
        return Classify(b, Convolution(b, b.Add(new Concat(), "joined", late, early), "last", 4, 3), 3);
    }

    /// <summary>
    /// Two halves of the channels, one convolved, exchanged and joined again (Ma et al. 2018): parts read where they are, along other dimensions copied.
    /// </summary>
    private static Graph Shuffle()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new ReLU(), "relu", Convolution(b, Input(b, "x", 2, 4, 5), "stem", 38, 3));
        Value left = b.Add(new Slice(0, 0, 19), "left", map), right = b.Add(new Slice(0, 19, 19), "right", map);
        Value joined = b.Add(new Concat(), "joined", Convolution(b, right, "conv", 17, 3), b.Add(new Tanh(), "tanh", left), left);
        Value wide = b.Add(new Concat(Axis: 2), "wide", joined, b.Add(new Slice(2, 1, 2), "columns", joined));
        Value mixed = b.Add(new Reshape([55, 28]), "reshape", b.Add(new Transpose([0, 2, 1]), "transpose", wide));
        return Classify(b, b.Add(new Tanh(), "tanh2", b.Add(new Transpose([1, 0]), "tokens", mixed)), 3);
    }

    /// <summary>As <see cref="DenseBlock"/>, each layer joining all features anew as torchvision writes it.</summary>
    private static Graph FlatDenseBlock()
    {
        var b = new GraphBuilder();
        var features = new List<Value> { Convolution(b, Input(b, "x", 2, 4, 5), "stem", 18, 3) };
        for (int layer = 1; layer <= 3; layer++)
        {
            Value joined = layer == 1 ? features[0] : b.Add(new Concat(), $"joined{layer}", [.. features]);
            features.Add(Convolution(b, b.Add(new ReLU(), $"relu{layer}", joined), $"conv{layer}", 17, 3));
        }

        return Classify(b, b.Add(new Concat(), "joined", [.. features]), 3);
    }

    /// <summary>A squeeze, and two expansions into one buffer (Iandola et al. 2016).</summary>
    private static Graph Fire()
    {
        var b = new GraphBuilder();
        Value squeeze = b.Add(new ReLU(), "relu1", Convolution(b, Input(b, "x", 3, 5, 6), "squeeze", 16, 1));
        Value joined = b.Add(
            new Concat(), "joined", b.Add(new ReLU(), "relu2", Convolution(b, squeeze, "expand1", 32, 1)),
            b.Add(new ReLU(), "relu3", Convolution(b, squeeze, "expand3", 32, 3)));
        return Classify(b, b.Add(new MaxPool2D(new Window(3, 3, 2, 2, CeilMode: true)), "pool", joined), 3);
    }

    /// <summary>Kernels of one row and one column, and an average that does not count its padding (Szegedy et al. 2016).</summary>
    private static Graph Factorized()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new ReLU(), "relu", Convolution(b, Input(b, "x", 2, 7, 8), "stem", 17, 3));
        Value row = b.Add(
            new Conv2D(20, new Window(1, 7, PadLeft: 3, PadRight: 3), 1), "row", map, Parameter(b, "row.weight", 20, 17, 1, 7), Parameter(b, "row.bias", 20));
        Value column = b.Add(
            new ReLU(), "relu2",
            b.Add(
                new Conv2D(24, new Window(7, 1, PadTop: 3, PadBottom: 3), 1), "column", b.Add(new Tanh(), "tanh", row),
                Parameter(b, "column.weight", 24, 20, 7, 1), Parameter(b, "column.bias", 24)));
        Value pooled = Convolution(b, b.Add(new AveragePool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1), false), "average", map), "project", 19, 1);
        return Classify(b, b.Add(new Concat(), "joined", column, pooled), 3);
    }

    /// <summary>Wide, depthwise, narrow, and the input added (Sandler et al. 2018).</summary>
    private static Graph InvertedResidual()
    {
        var b = new GraphBuilder();
        Value x = Norm(b, Convolution(b, Input(b, "x", 3, 5, 4), "stem", 16, 3), "norm0");
        Value wide = b.Add(new ReLU(), "relu1", Norm(b, Convolution(b, x, "expand", 48, 1), "norm1"));
        Value each = b.Add(
            new Conv2D(48, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1), 48), "depthwise", wide,
            Parameter(b, "depthwise.weight", 48, 1, 3, 3));
        Value narrow = Norm(b, Convolution(b, b.Add(new ReLU(), "relu2", Norm(b, each, "norm2")), "project", 16, 1), "norm3");
        return Classify(b, b.Add(new Add(), "sum", narrow, x), 3);
    }

    /// <summary>A bottleneck of many groups of four channels (Xie et al. 2017).</summary>
    private static Graph Cardinality()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new ReLU(), "relu", Convolution(b, Input(b, "x", 3, 5, 6), "stem", 24, 3));
        Value reduced = b.Add(new ReLU(), "relu1", Norm(b, Convolution(b, x, "reduce", 32, 1), "norm1"));
        Value grouped = b.Add(
            new Conv2D(32, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1), 8), "grouped", reduced,
            Parameter(b, "grouped.weight", 32, 4, 3, 3));
        Value expanded = Convolution(b, b.Add(new ReLU(), "relu2", grouped), "expand", 24, 1);
        return Classify(b, b.Add(new ReLU(), "relu3", b.Add(new Add(), "sum", expanded, x)), 3);
    }

    /// <summary>Down, up and across (Ronneberger et al. 2015): the skip and what comes up share a buffer.</summary>
    private static Graph SmallUNet()
    {
        var b = new GraphBuilder();
        Value skip = b.Add(new ReLU(), "relu1", Convolution(b, Input(b, "x", 2, 6, 4), "down", 17, 3));
        Value deep = b.Add(new ReLU(), "relu2", Convolution(b, b.Add(new MaxPool2D(new Window(2, 2, 2, 2)), "pool", skip), "deep", 24, 3));
        Value up = b.Add(new Conv2DTranspose(16, new Window(2, 2, 2, 2), 0), "up", deep, Parameter(b, "up.weight", 24, 16, 2, 2), Parameter(b, "up.bias", 16));
        return Classify(b, Convolution(b, b.Add(new Concat(), "joined", skip, up), "last", 3, 3), 3);
    }

    /// <summary>One weight and one bias, used by two layers: their gradients are added.</summary>
    private static Graph SharedDense()
    {
        var b = new GraphBuilder();
        Value weight = Parameter(b, "shared.weight", 6, 6), bias = Parameter(b, "shared.bias", 6);
        Value x = b.Add(new Tanh(), "tanh1", b.Add(new Dense(6), "first", Input(b, "x", 6), weight, bias));
        return Classify(b, b.Add(new Tanh(), "tanh2", b.Add(new Dense(6), "second", x, weight, bias)), 3);
    }

    private static Graph SharedConvolution()
    {
        var b = new GraphBuilder();
        Value weight = Parameter(b, "shared.weight", 4, 4, 3, 3), bias = Parameter(b, "shared.bias", 4);
        var op = new Conv2D(4, new Window(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1), 1);
        Value x = b.Add(new Tanh(), "tanh1", b.Add(op, "first", Input(b, "x", 4, 5, 6), weight, bias));
        return Classify(b, b.Add(new Tanh(), "tanh2", b.Add(op, "second", x, weight, bias)), 3);
    }

    private static Graph TwoInputsTwoOutputs()
    {
        var b = new GraphBuilder();
        Value left = b.Add(new Tanh(), "left", Dense(b, Input(b, "a", 3), "dense1", 17));
        Value right = b.Add(new Sigmoid(), "right", Dense(b, Input(b, "b", 5), "dense2", 17));
        Value sum = b.Add(new Add(), "sum", left, right);
        b.Result(ResultKind.Output, "joined", sum);
        b.Result(ResultKind.Output, "score", Dense(b, sum, "dense3", 2));
        return Regress(b, sum, 17);
    }

    /// <summary>One normalization for two batches: its running statistics move twice.</summary>
    private static Graph SharedNorm()
    {
        var b = new GraphBuilder();
        Value[] norm =
        [
            Parameter(b, "norm.weight", 5),
            Parameter(b, "norm.bias", 5),
            b.Add(new State(Shape.Fixed(5), 0), "norm.running_mean"),
            b.Add(new State(Shape.Fixed(5), 1), "norm.running_var"),
        ];
        Value Branch(string name) => b.Add(new Tanh(), name + ".tanh", b.Add(new BatchNorm(0.3, 1e-5), name + ".norm", [Input(b, name, 5), .. norm]));
        return Classify(b, b.Add(new Add(), "sum", Branch("left"), Branch("right")), 2);
    }

    /// <summary>Trained, frozen and trained layers in sequence: gradients pass through what has none of its own.</summary>
    private static Graph FrozenMiddle()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new Tanh(), "tanh1", Norm(b, Convolution(b, Input(b, "x", 2, 5, 6), "first", 5, 3), "norm1"));
        var op = new Conv2D(18, new Window(3, 3), 1);
        Value frozen = b.Add(op, "frozen", map, Frozen(b, "frozen.weight", 18, 5, 3, 3), Frozen(b, "frozen.bias", 18));
        Value norm = b.Add(new BatchNorm(0.1, 1e-5), "norm2", frozen, Frozen(b, "norm2.weight", 18), Frozen(b, "norm2.bias", 18),
            b.Add(new State(Shape.Fixed(18), 0), "norm2.running_mean"), b.Add(new State(Shape.Fixed(18), 1), "norm2.running_var"));
        return Classify(b, b.Add(new Tanh(), "tanh2", norm), 3);

        static Value Frozen(GraphBuilder b, string name, params int[] shape) =>
            b.Add(new Parameter(Shape.Fixed(shape), Kiln.Generator.Graphs.Init.Auto, 0, shape[^1], shape[0], Frozen: true), name);
    }

    /// <summary>Two inputs through one embedding, which is an entry, too.</summary>
    private static Graph Siamese()
    {
        var b = new GraphBuilder();
        Value weight = Parameter(b, "embed.conv.weight", 5, 1, 3, 3);
        Value bias = Parameter(b, "embed.conv.bias", 5);
        Value units = Parameter(b, "embed.dense.weight", 4, 60);
        Value Embed(Value x, string scope)
        {
            Value map = b.Add(new Tanh(), scope + ".tanh", b.Add(new Conv2D(5, new Window(3, 3), 1), scope + ".conv", x, weight, bias));
            return b.Add(new Dense(4), scope + ".dense", b.Add(new Reshape([60]), scope + ".flatten", map), units);
        }

        Value left = Embed(Input(b, "left", 1, 6, 5), "left"), right = Embed(Input(b, "right", 1, 6, 5), "right");
        TensorType image = TensorType.Float(Shape.PerSample(1, 6, 5));
        b.Result(ResultKind.Output, "vector", Embed(b.Add(new Input("x", InputRole.Sample, image, Entry: "Embed"), "x"), "x"), "Embed");
        return Classify(b, b.Add(new Add(), "sum", left, right), 2);
    }

    /// <summary>Two entries with inputs of one name, one of them with parameters that the network itself does not have, and normalization.</summary>
    private static Graph TwoEntries()
    {
        var b = new GraphBuilder();
        Value hidden = b.Add(new Tanh(), "tanh", Norm(b, Dense(b, Input(b, "image", 6), "encoder", 20), "norm"));
        TensorType code = TensorType.Float(Shape.PerSample(20));
        Value first = b.Add(new Input("z", InputRole.Sample, code, Entry: "Decode"), "z");
        Value second = b.Add(new Input("z", InputRole.Sample, code, Entry: "Score"), "z");
        b.Result(ResultKind.Output, "picture", b.Add(new Sigmoid(), "sigmoid", Dense(b, first, "decoder", 7)), "Decode");
        b.Result(ResultKind.Output, "mean", Dense(b, second, "mean", 1), "Score");
        b.Result(ResultKind.Output, "copy", b.Add(new ReLU(), "relu", second), "Score");
        return Classify(b, hidden, 3);
    }

    /// <summary>Two losses, each reported; their sum is minimised.</summary>
    private static Graph TwoLosses()
    {
        var b = new GraphBuilder();
        Value hidden = b.Add(new Tanh(), "tanh", Dense(b, Input(b, "x", 5), "dense1", 17));
        Value score = Dense(b, hidden, "dense2", 4);
        Value years = Dense(b, hidden, "dense3", 2);
        b.Result(ResultKind.Output, "score", score);
        b.Result(ResultKind.Output, "years", years);
        Value label = b.Add(new Input("label", InputRole.Target, new TensorType(DType.Int32, Shape.PerSample())), "label");
        Value age = b.Add(new Input("age", InputRole.Target, TensorType.Float(Shape.PerSample(2))), "age");
        Value hard = b.Add(new SoftmaxCrossEntropy(0, -1, []), "hard", score, label);
        Value soft = b.Add(new MeanSquaredError(), "soft", years, age);
        Value one = soft with { Output = 1 };
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "loss.mean", b.Add(new Add(), "total", hard, soft), one));
        b.Result(ResultKind.LossTerm, "hard", b.Add(new MeanLoss(), "hard.mean", hard, one));
        b.Result(ResultKind.LossTerm, "soft", b.Add(new MeanLoss(), "soft.mean", soft, one));
        return b.Build();
    }

    /// <summary>As many spans as a call can pass: seven inputs and seven outputs beside a target.</summary>
    private static Graph ManySpans()
    {
        var b = new GraphBuilder();
        Value[] inputs = [.. Enumerable.Range(0, 7).Select(i => Input(b, FormattableString.Invariant($"x{i}"), 3))];
        Value[] hidden = [.. inputs.Select(
            (input, i) => b.Add(new Tanh(), FormattableString.Invariant($"tanh{i}"), Dense(b, input, FormattableString.Invariant($"dense{i}"), 4)))];
        for (int i = 0; i < hidden.Length; i++) b.Result(ResultKind.Output, FormattableString.Invariant($"y{i}"), hidden[i]);
        Value sum = hidden[0];
        for (int i = 1; i < hidden.Length; i++) sum = b.Add(new Add(), FormattableString.Invariant($"sum{i}"), sum, hidden[i]);
        return Regress(b, sum, 4);
    }

    /// <summary>An input that reaches the loss on two ways, one without a parameter, and one that does not reach it.</summary>
    private static Graph InputInLoss()
    {
        var b = new GraphBuilder();
        Value x = Input(b, "x", 3, 4, 5), idle = Input(b, "idle", 6);
        Value sum = b.Add(new Add(), "sum", b.Add(new Tanh(), "tanh", x), Convolution(b, x, "conv", 3, 3));
        b.Result(ResultKind.Output, "output", sum);
        b.Result(ResultKind.Output, "rest", b.Add(new Sigmoid(), "sigmoid", idle));
        Value target = b.Add(new Input("target", InputRole.Target, TensorType.Float(Shape.PerSample(3, 4, 5))), "target");
        return Loss(b, b.Add(new MeanSquaredError(), "loss", sum, target));
    }

    private static Graph InputUsedTwice()
    {
        var b = new GraphBuilder();
        Value x = Input(b, "x", 3, 4, 5);
        Value sum = b.Add(new Add(), "sum", Convolution(b, x, "conv1", 3, 3), x);
        b.Result(ResultKind.Output, "output", b.Add(new ReLU(), "relu", sum));
        return b.Build();
    }

    /// <summary>An output that later layers read, too.</summary>
    private static Graph OutputInTheMiddle()
    {
        var b = new GraphBuilder();
        Value features = b.Add(new ReLU(), "relu", Convolution(b, Input(b, "x", 2, 5, 6), "conv1", 16, 3));
        b.Result(ResultKind.Output, "features", features);
        return Classify(b, features, 3);
    }

    /// <summary>One value as both operands.</summary>
    private static Graph SumWithItself()
    {
        var b = new GraphBuilder();
        Value hidden = b.Add(new Tanh(), "tanh", Dense(b, Input(b, "x", 5), "dense1", 9));
        return Classify(b, b.Add(new Add(), "double", hidden, hidden), 2);
    }

    /// <summary>The feed-forward half of a transformer's layer: dense layers over tokens, a residual, normalization of each token.</summary>
    private static Graph Tokens()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Tanh(), "tanh", Dense(b, Input(b, "x", 5, 7), "dense1", 18));
        Value sum = b.Add(new Add(), "sum", x, Dense(b, b.Add(new ReLU(), "relu", Dense(b, x, "dense2", 33)), "dense3", 18));
        return Classify(b, LayerNorm(b, sum, "norm1"), 3);
    }

    /// <summary>Everything that reads sequences reads them from the caller's memory, where rows have no padding.</summary>
    private static Graph TokensOfTheCaller()
    {
        var b = new GraphBuilder();
        Value x = Input(b, "x", 4, 5);
        Value sum = b.Add(new Add(), "sum", LayerNorm(b, x, "norm1"), b.Add(new Add(), "sums", b.Add(new Softmax(), "softmax", x), Dense(b, x, "dense1", 5)));
        b.Result(ResultKind.Output, "logarithms", b.Add(new LogSoftmax(), "log", x));
        return Classify(b, sum, 3);
    }

    /// <summary>Token ids to vectors with their positions.</summary>
    private static Graph Embeddings()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Embedding(11, 19), "embedding1", Indices(b, "tokens", 6), Table(b, "embedding1.weight", 11, 19));
        x = b.Add(new PositionalEncoding(), "positions", x, b.Add(new Sinusoids(6, 19), "positions"));
        return Classify(b, LayerNorm(b, x, "norm1"), 3);
    }

    /// <summary>One table read by two inputs, rows picked again, and what indices alone make.</summary>
    private static Graph SharedEmbedding()
    {
        var b = new GraphBuilder();
        Value table = Table(b, "table", 7, 5), tokens = Indices(b, "tokens", 4), token = Indices(b, "token");
        Value sequence = b.Add(new Embedding(7, 5), "first", tokens, table), single = b.Add(new Embedding(7, 5), "second", token, table);
        Value picked = b.Add(new Gather(), "picked", sequence, token), several = b.Add(new Gather(), "several", sequence, Indices(b, "positions", 6));
        b.Result(ResultKind.Output, "oneHot", b.Add(new OneHot(9), "oneHot", token));
        b.Result(ResultKind.Output, "mask", b.Add(new LengthMask(3), "mask", token));
        Value flat = b.Add(new Reshape([30]), "flatten", several);
        return Classify(b, b.Add(new Add(), "sum", b.Add(new Add(), "both", single, picked), Dense(b, flat, "dense1", 5)), 3);
    }

    /// <summary>Two concatenated sequences, read and written where they are (a class token in front of patches: Dosovitskiy et al. 2021).</summary>
    private static Graph JoinedSequences()
    {
        var b = new GraphBuilder();
        Value joined = b.Add(new Concat(), "joined", Dense(b, Input(b, "x", 1, 5), "dense1", 7), Dense(b, Input(b, "y", 4, 6), "dense2", 7));
        return Classify(b, LayerNorm(b, Dense(b, b.Add(new Tanh(), "tanh", joined), "dense3", 18), "norm1"), 3);
    }

    /// <summary>A layer of a transformer's encoder over token ids and a length (Vaswani et al. 2017).</summary>
    private static Graph Transformer(double dropout)
    {
        const int Length = 7, Features = 12;
        var b = new GraphBuilder();
        Value x = b.Add(new Embedding(9, Features), "embedding1", Indices(b, "tokens", Length), Table(b, "embedding1.weight", 9, Features));
        Value mask = b.Add(new LengthMask(Length), "mask", Indices(b, "length"));
        x = b.Add(new PositionalEncoding(), "positions", x, b.Add(new Sinusoids(Length, Features), "positions"));
        Value attended = Dense(
            b, b.Add(new ScaledDotProductAttention(3, dropout, "attention"), "attention", Dense(b, x, "in_proj", 3 * Features), mask), "out_proj", Features);
        x = LayerNorm(b, b.Add(new Add(), "sum1", x, attended), "norm1");
        Value forward = Dense(b, b.Add(new ReLU(), "relu", Dense(b, x, "dense1", 4 * Features)), "dense2", Features);
        return Classify(b, LayerNorm(b, b.Add(new Add(), "sum2", x, forward), "norm2"), 3);
    }

    /// <summary>Queries of one sequence, keys and values of another.</summary>
    private static Graph CrossAttention()
    {
        var b = new GraphBuilder();
        Value x = Dense(b, Input(b, "x", 3, 5), "query", 8), y = Input(b, "y", 18, 6);
        Value key = Dense(b, y, "key", 8), value = Dense(b, y, "value", 8);
        return Classify(b, b.Add(new ScaledDotProductAttention(2, 0.3, "attention"), "attention", x, key, value), 3);
    }

    /// <summary>Attention of one head from its parts, with a mask.</summary>
    private static Graph ComposedAttention()
    {
        var b = new GraphBuilder();
        Value x = Input(b, "x", 7, 5), mask = b.Add(new LengthMask(7), "mask", Indices(b, "length"));
        Value scores = b.Add(new MatMul(false, true), "scores", Dense(b, x, "query", 6), Dense(b, x, "key", 6));
        return Classify(b, b.Add(new MatMul(false, false), "context", b.Add(new MaskedSoftmax(), "softmax", scores, mask), Dense(b, x, "value", 18)), 3);
    }

    /// <summary>The latent vector of a variational autoencoder (Kingma and Welling 2014).</summary>
    private static Graph SampledLatent()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Tanh(), "tanh", Dense(b, Input(b, "x", 6), "dense1", 9));
        return Classify(b, b.Add(new SampleNormal("sample"), "sample", Dense(b, x, "mean", 7), Dense(b, x, "logVariance", 7)), 3);
    }

    /// <summary>A class for each token, one of which counts nothing.</summary>
    private static Graph TokenClasses()
    {
        var b = new GraphBuilder();
        return Positions(b, Dense(b, Input(b, "x", 5, 6), "dense1", 7), 2);
    }

    /// <summary>A class for each pixel (Long et al. 2015).</summary>
    private static Graph PixelClasses(int channels)
    {
        var b = new GraphBuilder();
        return Positions(b, Convolution(b, Input(b, "x", 2, 4, 5), "conv1", channels, 3), 1);
    }

    private static Graph Positions(GraphBuilder b, Value logits, int ignored)
    {
        Shape shape = b.ShapeOf(logits);
        int[] positions = shape.Rank == 2 ? [shape[0]] : [shape[1], shape[2]];
        b.Result(ResultKind.Output, "output", logits);
        Value label = b.Add(new Input("label", InputRole.Target, OpCase.Indices(positions)), "label");
        return Loss(b, b.Add(new SoftmaxCrossEntropy(0.1, ignored, []), "loss", logits, label));
    }

    private static Value Indices(GraphBuilder b, string name, params int[] shape) => b.Add(new Input(name, InputRole.Sample, OpCase.Indices(shape)), name);

    private static Value Table(GraphBuilder b, string name, int rows, int columns) =>
        b.Add(new Parameter(Shape.Fixed(rows, columns), Kiln.Generator.Graphs.Init.Normal, 1, rows, columns, false, StorageOrder.OfShape), name);

    public static Value LayerNorm(GraphBuilder b, Value x, string name)
    {
        int features = b.ShapeOf(x)[b.ShapeOf(x).Rank - 1];
        return b.Add(new LayerNorm(1e-5), name, x, Parameter(b, name + ".weight", features), Parameter(b, name + ".bias", features));
    }

    public static Value Input(GraphBuilder b, string name, params int[] shape)
    {
        TensorType type = TensorType.Float(Shape.PerSample(shape));
        return b.Add(new Input(name, InputRole.Sample, type), name);
    }

    public static Value Parameter(GraphBuilder b, string name, params int[] shape) =>
        b.Add(new Parameter(Shape.Fixed(shape), Kiln.Generator.Graphs.Init.Auto, 0, shape[^1], shape[0], false), name);

    public static Value Dense(GraphBuilder b, Value x, string name, int units) =>
        b.Add(
            new Dense(units), name, x, Parameter(b, name + ".weight", units, b.ShapeOf(x).Rank == 2 ? b.ShapeOf(x)[1] : b.ShapeOf(x).ElementCount),
            Parameter(b, name + ".bias", units));

    /// <summary>A convolution that keeps height and width.</summary>
    public static Value Convolution(GraphBuilder b, Value x, string name, int channels, int kernel)
    {
        int pad = kernel / 2;
        return b.Add(new Conv2D(channels, new Window(kernel, kernel, 1, 1, pad, pad, pad, pad), 1), name, x,
            Parameter(b, name + ".weight", channels, b.ShapeOf(x)[0], kernel, kernel), Parameter(b, name + ".bias", channels));
    }

    public static Value Norm(GraphBuilder b, Value x, string name)
    {
        int channels = b.ShapeOf(x)[0];
        return b.Add(new BatchNorm(0.1, 1e-5), name, x, Parameter(b, name + ".weight", channels), Parameter(b, name + ".bias", channels),
            b.Add(new State(Shape.Fixed(channels), 0), name + ".running_mean"), b.Add(new State(Shape.Fixed(channels), 1), name + ".running_var"));
    }

    /// <summary>A classifier with softmax cross-entropy on top.</summary>
    public static Graph Classify(GraphBuilder b, Value x, int classes)
    {
        Value logits = Dense(b, b.ShapeOf(x).Rank == 1 ? x : b.Add(new Reshape([b.ShapeOf(x).ElementCount]), "flatten", x), "classifier", classes);
        Value label = b.Add(new Input("label", InputRole.Target, new TensorType(DType.Int32, Shape.PerSample())), "label");
        b.Result(ResultKind.Output, "output", logits);
        return Loss(b, b.Add(new SoftmaxCrossEntropy(0, -1, []), "loss", logits, label));
    }

    private static Graph Regress(GraphBuilder b, Value x, int length)
    {
        Value target = b.Add(new Input("target", InputRole.Target, TensorType.Float(Shape.PerSample(length))), "target");
        return Loss(b, b.Add(new MeanSquaredError(), "loss", x, target));
    }

    private static Graph Loss(GraphBuilder b, Value rows)
    {
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "loss.mean", rows, rows with { Output = 1 }));
        return b.Build();
    }
}
