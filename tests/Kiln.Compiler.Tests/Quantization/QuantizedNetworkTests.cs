using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Planning;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Networks of all kinds of layers, quantized: the generated integers are those of the graph, to the bit, and near the floats.</summary>
[Trait("Category", "Numeric")]
public sealed class QuantizedNetworkTests
{
    private const int Batch = 3;

    /// <summary>Stacks of layers by name, with the signal-to-noise ratio, in decibels, that random weights must reach.</summary>
    private static readonly (string Name, string Stack, double Decibels)[] s_stacks =
    [
        ("Convolutions", "[Input(3, 12, 11)] [Conv2D(8, kernel: 3, padding: 1), BatchNorm, ReLU, Conv2D(16, kernel: 3, stride: 2), ReLU, MaxPool2D(2), Flatten, Dense(10)]", 25),
        ("Depthwise", "[Input(5, 9, 9)] [DepthwiseConv2D(kernel: 3, padding: 1), BatchNorm, ReLU, Conv2D(24, kernel: 1), BatchNorm, ReLU, GlobalAveragePool, Flatten, Dense(4)]", 20),
        ("Grouped", "[Input(8, 7, 6)] [Conv2D(12, kernel: 3, groups: 4, padding: 1), ReLU, Conv2D(6, kernel: [3, 1], dilation: [2, 1]), Sigmoid]", 20),
        ("Perceptron", "[Input(40)] [Dense(33), ReLU, Dense(17), Tanh, Dense(5), Softmax]", 20),
        ("MoreActivations", "[Input(20)] [Dense(16), Mish, Dense(16), ReLU6, Dense(16), GLU, Dense(16), LogSigmoid, Dense(7), HardTanh(-0.5, 2)]", 12),
        ("Activations", "[Input(20)] [Dense(16), GELU, Dense(16), HardSwish, Dense(16), SiLU, Dense(16), ELU, Dense(7), LeakyReLU(0.1)]", 15),
        ("Transposed", "[Input(4, 5, 6)] [Conv2DTranspose(7, kernel: 3, stride: 2, padding: 1, outputPadding: 1), BatchNorm, ReLU, Conv2D(3, kernel: 1)]", 20),
        ("Pools", "[Input(6, 11, 10)] [AveragePool2D(3, stride: 2, padding: 1, countPadding: false), MaxPool2D(3, stride: 2, padding: 1), ReLU, Upsample(2), Upsample(3, Interpolation.Bilinear), Pad(1)]", 20),
        ("Embedding", "[Input<int>(7)] [Embedding(11, 6), Flatten, Dense(9), ReLU, Dense(4)]", 25),
        ("Signal", "[Input(4, 30)] [Conv1D(8, kernel: 5, padding: 2), ReLU, Conv1D(5, kernel: 3)]", 25),
    ];

    public static TheoryData<string> Names => [.. s_stacks.Select(stack => stack.Name)];

    /// <summary>Plans that save memory, weights of the whole range and one scale for each tensor change the integers' places or values, not the arithmetic.</summary>
    private static readonly QuantizationSettings[] s_settings = [new(), new(SavesMemory: true), new(IsFull: true), new(IsPerTensor: true, SavesMemory: true)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_integers_are_those_of_the_graph(string name)
    {
        (string _, string stack, double decibels) = s_stacks.Single(item => item.Name == name);
        EvaluatedNetwork evaluated = new NetworkText(name, stack, Batch).Evaluate();
        Graph graph = evaluated.Graph;
        IReadOnlyList<QuantizedClasses> compiled = QuantizedClasses.Compile(
            [.. s_settings.Select((settings, i) => QuantizedNetworkCheck.Quantized(graph, $"{name}{i}", settings))]);
        foreach (QuantizedClasses classes in compiled)
            for (int seed = 1; seed <= 3; seed++)
            {
                double reached = QuantizedNetworkCheck.Check(classes, graph, Batch, seed, threads: 1 + (seed % 2));
                double wanted = classes.Network.Quantization!.IsPerTensor ? 0 : decibels;
                Assert.True(reached >= wanted, $"{reached:F1} dB with {classes.Network.Quantization}");
            }
    }

    /// <summary>Networks that are wired: sums, differences, gates, joined and cut values, islands.</summary>
    private static readonly (string Name, string Inputs, string Build, double Decibels)[] s_graphs =
    [
        ("Residual", "[Input(6, 8, 8)] Node x", "Node y = x.Conv2D(6, kernel: 3, padding: 1).BatchNorm().ReLU(); return (y + x).ReLU() - y;", 20),
        ("SqueezeAndExcite", "[Input(8, 6, 5)] Node x",
            "Node y = x.Conv2D(8, kernel: 1); Node gate = y.Mean(1, 2).Dense(4).ReLU().Dense(8).Sigmoid(); return y * gate.Reshape(8, 1, 1);", 15),
        ("Joined", "[Input(5, 7, 6)] Node x, [Input(3, 7, 6)] Node w",
            "Node y = Node.Concat(x.Conv2D(4, kernel: 1).ReLU(), w.MaxPool2D(3, stride: 1, padding: 1)); "
            + "return Node.Concat(y.Slice(0, 1, 4), y.Clip(-0.5, 0.5)).Transpose(2, 0, 1).Max(0);", 15),
        ("Island", "[Input(12)] Node x", "Node y = x.Dense(9).ReLU(); return y.Apply(new MiddleAttribute { Quantize = false }).Dense(3);", 15),
    ];

    /// <summary>Values lie where they are not disturbed, whichever of them lie over what has been read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plans_are_sound(bool savesMemory)
    {
        QuantizationSettings settings = new(SavesMemory: savesMemory);
        foreach (EvaluatedNetwork network in s_stacks.Select(stack => new NetworkText(stack.Name, stack.Stack, Batch).Evaluate())
            .Concat(s_graphs.Select(graph => Evaluate(graph.Name, graph.Inputs, graph.Build))))
        {
            EvaluatedNetwork integers = QuantizedNetworkCheck.Quantized(
                network.Graph, network.Identity.Name, settings with { FloatLayers = network.FloatLayers }).Classes.Last();
            Plan plan = NetworkPlan.Of(integers).Infer.Plan;
            Assert.Empty(PlanMachine.Problems(plan));
            Assert.Empty(PlanVerifier.Verify(plan));
        }
    }

    private const string Blocks =
        "public sealed class MiddleAttribute : BlockAttribute { protected override Node Build(Node x) => x.Reshape(3, 3).LayerNorm().Flatten().Dense(8); }";

    public static TheoryData<string> GraphNames => [.. s_graphs.Select(graph => graph.Name)];

    [Theory]
    [MemberData(nameof(GraphNames))]
    public void Generated_integers_of_wired_networks_are_those_of_the_graph(string name)
    {
        (string _, string inputs, string body, double decibels) = s_graphs.Single(item => item.Name == name);
        EvaluatedNetwork evaluated = Evaluate(name, inputs, body);
        IReadOnlyList<QuantizedClasses> compiled = QuantizedClasses.Compile([.. s_settings.Take(2).Select((settings, i) =>
            QuantizedNetworkCheck.Quantized(evaluated.Graph, $"{name}{i}", settings with { FloatLayers = evaluated.FloatLayers }))]);
        foreach (QuantizedClasses classes in compiled)
            for (int seed = 1; seed <= 3; seed++)
            {
                double reached = QuantizedNetworkCheck.Check(classes, evaluated.Graph, Batch, seed, threads: 1 + (seed % 2));
                Assert.True(reached >= decibels, $"{reached:F1} dB");
            }
    }

    /// <summary>An op in integers that no network here reaches would never be tried.</summary>
    [Fact]
    public void Every_op_in_integers_is_tried()
    {
        EvaluatedNetwork[] networks =
        [
            .. s_stacks.Select(stack => QuantizedNetworkCheck.Quantized(new NetworkText(stack.Name, stack.Stack, Batch).Evaluate().Graph, stack.Name)),
            .. s_graphs.Select(graph => Evaluate(graph.Name, graph.Inputs, graph.Build)).Select(network =>
                QuantizedNetworkCheck.Quantized(network.Graph, "N", new QuantizationSettings { FloatLayers = network.FloatLayers })),
        ];
        HashSet<Type> tried = [.. networks.SelectMany(network => network.Quantized!.Integers.Nodes).Select(node => node.Op.GetType())];
        Assert.All(OpTable.IntegerOps, row => Assert.Contains(row.Op, tried));
    }

    private static EvaluatedNetwork Evaluate(string name, string inputs, string body) => TestCompilation.Evaluate(
        $"[Network] public sealed partial class {name} {{ static Node Build({inputs}) {{ {body} }} }} {Blocks}", name);
}
