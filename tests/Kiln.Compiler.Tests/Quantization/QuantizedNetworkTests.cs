using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

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
        ("Activations", "[Input(20)] [Dense(16), GELU, Dense(16), HardSwish, Dense(16), SiLU, Dense(16), ELU, Dense(7), LeakyReLU(0.1)]", 15),
        ("Transposed", "[Input(4, 5, 6)] [Conv2DTranspose(7, kernel: 3, stride: 2, padding: 1, outputPadding: 1), BatchNorm, ReLU, Conv2D(3, kernel: 1)]", 20),
        ("Pools", "[Input(6, 11, 10)] [AveragePool2D(3, stride: 2, padding: 1, countPadding: false), MaxPool2D(3, stride: 2, padding: 1), ReLU, Upsample(2), Upsample(3, Interpolation.Bilinear), Pad(1)]", 20),
        ("Signal", "[Input(4, 30)] [Conv1D(8, kernel: 5, padding: 2), ReLU, Conv1D(5, kernel: 3)]", 25),
    ];

    public static TheoryData<string> Names => [.. s_stacks.Select(stack => stack.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_integers_are_those_of_the_graph(string name)
    {
        (string _, string stack, double decibels) = s_stacks.Single(item => item.Name == name);
        EvaluatedNetwork evaluated = new NetworkText(name, stack, Batch).Evaluate();
        Graph graph = evaluated.Graph;
        QuantizedClasses classes = QuantizedClasses.Compile(QuantizedNetworkCheck.Quantized(graph, name))[0];
        for (int seed = 1; seed <= 3; seed++)
        {
            double reached = QuantizedNetworkCheck.Check(classes, graph, Batch, seed, threads: 1 + (seed % 2));
            Assert.True(reached >= decibels, $"{reached:F1} dB");
        }
    }
}
