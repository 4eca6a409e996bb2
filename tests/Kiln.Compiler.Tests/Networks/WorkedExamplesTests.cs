using Kiln.Data;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Examples with results that can be computed by hand, from the textbooks and courses of the field.</summary>
[Trait("Category", "Numeric")]
public sealed class WorkedExamplesTests
{
    /// <summary>A perceptron fires where w x exceeds a threshold; no single one computes XOR, NAND and OR into AND do.</summary>
    [Fact]
    public void Perceptron_gates()
    {
        NetworkFactory create = NetworkCompiler.Compile(new NetworkText("Gate", "[Input(2), Dense(1)]").Evaluate())[0];
        Func<int, int, int> and = Gate(create, 0.5f, 0.5f, -0.8f), nand = Gate(create, -0.5f, -0.5f, 0.7f), or = Gate(create, 0.5f, 0.5f, -0.2f);
        foreach ((int a, int b) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            Assert.Equal(a & b, and(a, b));
            Assert.Equal(1 - (a & b), nand(a, b));
            Assert.Equal(a | b, or(a, b));
            Assert.Equal(a ^ b, and(nand(a, b), or(a, b)));
        }
    }

    /// <summary>f = |W x|^2, dW = 2 (W x) x^T, dx = 2 W^T W x.</summary>
    [Fact]
    public void Norm_of_a_product()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Parameter(Shape.PerSample(2), Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false), "x");
        Value y = b.Add(new Kiln.Generator.Ops.Dense(2), "y", x, GraphTable.Parameter(b, "W", 2, 2));
        Value zero = b.Add(new Input("zero", InputRole.Target, b.TypeOf(y)), "zero");
        Value rows = b.Add(new MeanSquaredError(), "f", y, zero);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        var bindings = new Dictionary<string, double[]> { ["x"] = [0.2, 0.4], ["W"] = [0.1, 0.5, -0.3, 0.8], ["zero"] = [0, 0] };
        // The loss is the mean over the two elements; scale 2 makes the gradients those of their sum.
        Interpreter run = Interpreter.Run(Differentiate.Run(b.Build()), 1, bindings, new RunSettings((_, _, _) => 0, Scale: 2));
        Assert.Equal(0.116, 2 * run[ResultKind.Loss, "loss"].Data[0], 1e-12);
        Equal([0.088, 0.176, 0.104, 0.208], run[ResultKind.ParameterGradient, "W"].Data);
        Equal([-0.112, 0.636], run[ResultKind.ParameterGradient, "x"].Data);
    }

    [Fact]
    public void Cross_correlation_is_not_flipped()
    {
        INetworkProbe net = NetworkCompiler.Compile(new NetworkText("Correlation", "[Input(1, 3, 3), Conv2D(1, kernel: 2, bias: false)]").Evaluate())[0](
            1, 0, 1);
        net.Network.Parameter("conv2d1.weight").CopyFrom([0, 1, 2, 3]);
        Assert.Equal([19, 25, 37, 43], Forward(net, [.. Enumerable.Range(0, 9).Select(i => (float)i)]));
    }

    /// <summary>
    /// Over its last dimensions together a value has mean 0 and variance 1, then weight and bias of their shape: PyTorch's normalized_shape. Maps of 18
    /// channels lie channels-last.
    /// </summary>
    [Theory]
    [InlineData(3, 4, 5, 3)]
    [InlineData(3, 4, 5, 2)]
    [InlineData(3, 4, 5, 1)]
    [InlineData(18, 3, 4, 3)]
    [InlineData(18, 3, 4, 2)]
    [InlineData(33, 2, 5, 1)]
    public void Normalization_of_the_last_dimensions(int channels, int height, int width, int dimensions)
    {
        int[] sizes = [channels, height, width], features = sizes[^dimensions..];
        int columns = features.Aggregate(1, (count, size) => count * size);
        var text = new NetworkText("Normalized", $"[Input({channels}, {height}, {width}), ReLU, LayerNorm({dimensions}, epsilon: 0.001)]");
        INetworkProbe net = NetworkCompiler.Compile(text.Evaluate())[0](1, 0, 1);
        Assert.Equal(features, net.Info.Parameters.Single(parameter => parameter.Name == "layernorm1.weight").Shape);
        Assert.Equal(features, net.Info.Parameters.Single(parameter => parameter.Name == "layernorm1.bias").Shape);
        float[] weight = [.. Enumerable.Range(0, columns).Select(i => 0.5f + (i % 7))], bias = [.. Enumerable.Range(0, columns).Select(i => (i % 5) - 2f)];
        net.Network.Parameter("layernorm1.weight").CopyFrom(weight);
        net.Network.Parameter("layernorm1.bias").CopyFrom(bias);

        float[] x = [.. Enumerable.Range(0, channels * height * width).Select(i => (float)Math.Abs(Math.Sin(1.7 * i)))];
        double[] expected = [.. x.Chunk(columns).SelectMany(row =>
        {
            double mean = row.Average(value => (double)value), variance = row.Average(value => (value - mean) * (value - mean));
            return row.Select((value, i) => ((value - mean) / Math.Sqrt(variance + 0.001) * weight[i]) + bias[i]);
        })];
        float[] actual = Forward(net, x);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4);
    }

    [Fact]
    public void Normalization_of_ten_channels_trains_twenty_values() =>
        Assert.Equal(20, Info("Norm", "[Input(10, 2, 2), BatchNorm]").ParameterCount);

    /// <summary>Three 3 x 3 convolutions see as much as one 7 x 7 and cost 27 C^2 instead of 49 C^2 weights.</summary>
    [Fact]
    public void Small_kernels_cost_less()
    {
        NetworkInfo small = Info(
            "Small", "[Input(8, 7, 7), Conv2D(8, kernel: 3, bias: false), Conv2D(8, kernel: 3, bias: false), Conv2D(8, kernel: 3, bias: false)]");
        NetworkInfo large = Info("OneLarge", "[Input(8, 7, 7), Conv2D(8, kernel: 7, bias: false)]");
        Assert.Equal(27 * 8 * 8, small.ParameterCount);
        Assert.Equal(49 * 8 * 8, large.ParameterCount);
        Assert.Equal(large.Layers[^1].ReceptiveField, small.Layers[^1].ReceptiveField);
        Assert.Equal(large.Outputs[0].Shape, small.Outputs[0].Shape);
    }

    /// <summary>Equal scores for C classes cost ln C.</summary>
    [Theory, InlineData(2), InlineData(10), InlineData(37)]
    public void Initial_loss_of_equal_scores(int classes)
    {
        INetworkProbe net = NetworkCompiler.Compile(
            new NetworkText($"Equal{classes}", $"[Input(3), Dense({classes}, init: Init.Zeros), SoftmaxCrossEntropy]").Evaluate())[0](
            2, 0, 1);
        var samples = new Batch([.. net.Info.Inputs, .. net.Info.Targets], 2);
        samples.Write<float>(0).Fill(0.7f);
        Assert.Equal(Math.Log(classes), net.Evaluate(samples, null), 1e-6);
    }

    /// <summary>
    /// He et al. 2015 before ReLU kinds, Glorot and Bengio 2010 elsewhere; the activation is found through normalization, pooling and dropout.
    /// </summary>
    [Theory]
    [InlineData("Dense(50, {0}), ReLU", "", Distribution.Normal, 2.0 / 100)]
    [InlineData("Dense(50, {0}), BatchNorm, Dropout(0.5), ReLU", "", Distribution.Normal, 2.0 / 100)]
    [InlineData("Dense(50, {0}), LeakyReLU(0.2)", "", Distribution.Normal, 2.0 / (1.04 * 100))]
    [InlineData("Dense(50, {0}), SELU", "", Distribution.Normal, 1.0 / 100)]
    [InlineData("Dense(50, {0}), BatchNorm, GELU", "", Distribution.Normal, 2.0 / 100)]
    [InlineData("Dense(50, {0}), Tanh", "", Distribution.Uniform, 6.0 / 150)]
    [InlineData("Dense(50, {0})", "", Distribution.Uniform, 6.0 / 150)]
    [InlineData("Dense(50, {0}), Tanh, Dense(3), ReLU", "", Distribution.Uniform, 6.0 / 150)]
    [InlineData("Dense(50, {0}), ReLU", "Torch", Distribution.Uniform, 1.0 / 100)]
    [InlineData("Dense(50, {0})", "HeNormal", Distribution.Normal, 2.0 / 100)]
    [InlineData("Dense(50, {0})", "HeUniform", Distribution.Uniform, 6.0 / 100)]
    [InlineData("Dense(50, {0})", "XavierNormal", Distribution.Normal, 2.0 / 150)]
    [InlineData("Dense(50, {0})", "XavierUniform", Distribution.Uniform, 6.0 / 150)]
    [InlineData("Dense(50, {0})", "LeCunNormal", Distribution.Normal, 1.0 / 100)]
    [InlineData("Dense(50, {0})", "Normal", Distribution.Normal, 1e-4)]
    [InlineData("Dense(50, {0})", "Zeros", Distribution.Constant, 0.0)]
    public void Initializers(string layers, string init, object distribution, double square)
    {
        string stack = layers.Replace("{0}", init.Length == 0 ? "init: Init.Auto" : $"init: Init.{init}", StringComparison.Ordinal);
        Graph graph = new NetworkText("Start", $"[Input(100), {stack}]").Evaluate().Graph;
        (Distribution kind, double value) = new Kiln.Generator.Passes.InitialValues(graph).Of(IndexOf(graph, "dense1.weight"));
        Assert.Equal(distribution, kind);
        Assert.Equal(Math.Sqrt(square), value, 1e-12);
        (Distribution biasKind, double bias) = new Kiln.Generator.Passes.InitialValues(graph).Of(IndexOf(graph, "dense1.bias"));
        Assert.Equal(init == "Torch" ? (Distribution.Uniform, 0.1) : (Distribution.Constant, 0.0), (biasKind, Math.Round(bias, 12)));
    }

    /// <summary>The fan of a convolution counts its kernel's area and only the channels of its group.</summary>
    [Fact]
    public void Fans_of_a_grouped_convolution()
    {
        Graph graph = new NetworkText("Fans", "[Input(8, 9, 9), Conv2D(16, kernel: 3, groups: 4), MaxPool2D(2), ReLU]").Evaluate().Graph;
        Assert.Equal((Distribution.Normal, Math.Sqrt(2.0 / 18)), new Kiln.Generator.Passes.InitialValues(graph).Of(IndexOf(graph, "conv2d1.weight")));
    }

    /// <summary>Ten thousand draws have the deviation that their initializer says.</summary>
    [Theory, InlineData("ReLU", 0.14142135623730951), InlineData("Tanh", 0.1)]
    public void Drawn_weights_have_their_deviation(string activation, double sigma)
    {
        INetworkProbe net = NetworkCompiler.Compile(new NetworkText("Drawn" + activation, $"[Input(100), Dense(100), {activation}]").Evaluate())[0](1, 3, 1);
        float[] weights = new float[10_000];
        net.Network.Parameter("dense1.weight").CopyTo(weights);
        Assert.Equal(sigma, Math.Sqrt(weights.Average(w => (double)w * w)), 0.03 * sigma);
        Assert.Equal(0, weights.Average(w => (double)w), 0.04 * sigma);
    }

    private static int IndexOf(Graph graph, string name) => graph.Nodes.ToList().FindIndex(node => node.Name == name);

    private static NetworkInfo Info(string name, string attributes) => NetworkCompiler.Compile(new NetworkText(name, attributes).Evaluate())[0](1, 0, 1).Info;

    private static Func<int, int, int> Gate(NetworkFactory create, float first, float second, float bias)
    {
        INetworkProbe net = create();
        net.Network.Parameter("dense1.weight").CopyFrom([first, second]);
        net.Network.Parameter("dense1.bias").CopyFrom([bias]);
        return (a, b) => Forward(net, [a, b])[0] > 0 ? 1 : 0;
    }

    private static float[] Forward(INetworkProbe net, float[] input)
    {
        Batch inputs = new(net.Info.Inputs, 1), outputs = new(net.Info.Outputs, 1);
        input.CopyTo(inputs.Write<float>(0));
        net.Forward(inputs, outputs);
        return outputs.Read<float>(0).ToArray();
    }

    private static void Equal(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
