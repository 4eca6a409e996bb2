using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>A network as its user writes it: the attributes between [Network] and the class, and its graph methods.</summary>
internal sealed record NetworkText(string Name, string Attributes, int Batch = 3, string Methods = "")
{
    /// <summary>The arguments of [Network], with their parentheses.</summary>
    public string Options { get; init; } = "";

    /// <summary>A ready C# class.</summary>
    public string Source => $"[Network{Options}]\n{Attributes}\npublic sealed partial class {Name}\n{{\n{Methods}\n}}\n";

    public EvaluatedNetwork Evaluate()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(Source, Name);
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.Message));
        Assert.True(network.IsComplete, Name);
        return network;
    }

    public override string ToString() => Name;
}

/// <summary>Networks over all layers and losses; between them they reach every kernel family from both memory orders.</summary>
internal static class NetworkTable
{
    public static IReadOnlyList<NetworkText> All { get; } =
    [
        new("Perceptron", "[Input(2), Dense(1)]"),
        new("Regression", "[Input(3), Dense(1), MeanSquaredError]"),
        new("LogisticRegression", "[Input(7), Dense(1, bias: false), BinaryCrossEntropy]"),
        new("SoftmaxRegression", "[Input(19), Dense(10), SoftmaxCrossEntropy]"),
        new("Mlp", "[Input(20), Dense(33), ReLU, Dense(17), Tanh, Dense(5), SoftmaxCrossEntropy(labelSmoothing: 0.1)]"),
        new(
            "SigmoidMlp",
            "[Input(5), Dense(16), Sigmoid, Dense(48), LeakyReLU(0.2), Dense(3), SoftmaxCrossEntropy(ignoreIndex: 1, classWeights: [0.5, 2, 1.5])]"),
        new("Probabilities", "[Input(6), Dense(9), Tanh, Dense(4), Softmax, MeanSquaredError]"),
        new("ActivationsOfTheCaller", "[Input(6), Tanh, Dense(4), Sigmoid, LeakyReLU, MeanSquaredError]"),
        new("ActivationsAlone", "[Input(3, 4, 5), ReLU, Sigmoid]"),
        new("DenseDropout", "[Input(11), Dense(21), ReLU, Dropout(0.5), Dense(20), Dropout(0.25), Dense(3), SoftmaxCrossEntropy]"),
        new(
            "DenseBatchNorm",
            "[Input(6), Dense(19, bias: false), BatchNorm, ReLU, Dense(18), BatchNorm(momentum: 0.3, epsilon: 0.01), Tanh, Dense(4), SoftmaxCrossEntropy]"),
        new("NormFirst", "[Input(5), BatchNorm, Dense(4), MeanSquaredError]"),
        new(
            "NormBehindBorders",
            "[Input(5, 8, 4), Conv2D(1, 1, bias: false), Conv2D(3, [4, 4], padding: [-1, -1], dilation: [2, 1]), BatchNorm, Conv2D(18, 3, padding: 1), "
            + "BatchNorm, Conv2D(4, 3, padding: 1), Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new("NormOnly", "[Input(3, 4, 5), BatchNorm, MeanSquaredError]"),
        new("NormManyOnly", "[Input(17, 2, 3), BatchNorm, ReLU, MeanSquaredError]"),
        new(
            "TinyLeNet",
            "[Input(1, 12, 12), Conv2D(3, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2), Conv2D(5, kernel: 3), ReLU, MaxPool2D(2), Flatten, Dense(11), "
            + "ReLU, Dense(4), SoftmaxCrossEntropy]"),
        new(
            "FewToMany",
            "[Input(3, 9, 7), Conv2D(16, kernel: 3, padding: 1), ReLU, MaxPool2D(2), Conv2D(32, kernel: 3, padding: 1), LeakyReLU, AveragePool2D(2), Flatten, "
            + "Dense(5), SoftmaxCrossEntropy]"),
        new("ManyToFew", "[Input(18, 6, 5), Conv2D(17, kernel: 3), ReLU, Conv2D(3, kernel: 2), Tanh, Flatten, Dense(2), SoftmaxCrossEntropy]"),
        new(
            "AsymmetricPadding",
            "[Input(2, 7, 9), Conv2D(4, kernel: 4, padding: Pad.Same), ReLU, Conv2D(20, kernel: 2, padding: Pad.Same), ReLU, Conv2D(16, kernel: 4, "
            + "padding: Pad.Same, stride: 2), Flatten, Dense(3), MeanSquaredError]"),
        new(
            "Rectangles",
            "[Input(2, 9, 8), Conv2D(5, kernel: [1, 5], padding: [0, 2]), ReLU, Conv2D(18, kernel: [5, 2], stride: [2, 1]), Tanh, Conv2D(4, kernel: [2, 3], "
            + "dilation: [1, 2]), Flatten, Dense(3), MeanSquaredError]"),
        new(
            "Strides",
            "[Input(3, 11, 12), Conv2D(6, kernel: 3, stride: 2, padding: 1), ReLU, Conv2D(16, kernel: 2, stride: 3), ReLU, Flatten, Dense(3), "
            + "SoftmaxCrossEntropy]"),
        new(
            "Dilation",
            "[Input(2, 11, 10), Conv2D(4, kernel: 3, dilation: 2, padding: 2), ReLU, Conv2D(16, kernel: 3, dilation: 3), ReLU, Conv2D(16, kernel: 2, "
            + "dilation: 2, padding: 1), Flatten, Dense(3), MeanSquaredError]"),
        new(
            "Groups",
            "[Input(6, 6, 7), Conv2D(12, kernel: 3, groups: 3, padding: 1), ReLU, Conv2D(32, kernel: 3, groups: 2), ReLU, Conv2D(48, kernel: 1, groups: 2), "
            + "Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new(
            "Depthwise",
            "[Input(5, 7, 6), Conv2D(5, kernel: 3, groups: 5, padding: 1), ReLU, Conv2D(19, kernel: 1), ReLU, Conv2D(19, kernel: 3, groups: 19, padding: 1, "
            + "stride: 2), LeakyReLU, Conv2D(8, kernel: 1), GlobalAveragePool, Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new("DepthwiseFirst", "[Input(4, 6, 6), Conv2D(8, kernel: 3, groups: 4, bias: false), Flatten, MeanSquaredError]"),
        new(
            "ConvBatchNorm",
            "[Input(3, 6, 7), Conv2D(6, kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(19, kernel: 3, stride: 2), BatchNorm, ReLU, "
            + "GlobalAveragePool, Flatten, Dense(4), SoftmaxCrossEntropy]"),
        new(
            "PreActivation",
            "[Input(3, 6, 6), Conv2D(16, kernel: 1), ReLU, BatchNorm, ReLU, Conv2D(5, kernel: 3, padding: 1), ReLU, BatchNorm, Conv2D(4, kernel: 3), Flatten, "
            + "Dense(2), MeanSquaredError]"),
        new("PreActivationUnits", "[SoftmaxCrossEntropy]", Methods: """
            private static Node Build([Input(3, 6, 7)] Node x)
            {
                Node stream = x.Conv2D(18, kernel: 3, padding: 1);
                stream += stream.BatchNorm().ReLU().Conv2D(17, kernel: 3, padding: 1).ReLU().Conv2D(18, kernel: 3, padding: 1);
                stream = stream.BatchNorm().ReLU().DepthwiseConv2D(kernel: 3, padding: 1) + stream;
                stream += stream.Clip(-1, 1).Conv2D(18, kernel: 3, padding: 1);
                Node narrow = stream.Conv2D(19, kernel: 1);
                narrow += narrow.ReLU().Conv2D(19, kernel: 1);
                Node wide = narrow.BatchNorm().LeakyReLU().Conv2DTranspose(32, kernel: 2, stride: 2);
                wide = wide.BatchNorm().ReLU().Conv2D(32, kernel: 1, groups: 2) + wide;
                wide += wide.BatchNorm().ReLU().Conv2D(32, kernel: 1);
                return wide.GlobalAveragePool().Flatten().Dense(3);
            }
            """),
        new(
            "Poolings",
            "[Input(3, 13, 11), MaxPool2D(3, stride: 2, padding: 1), Conv2D(4, kernel: 1), AveragePool2D(3, stride: 2, padding: 1, countPadding: false), "
            + "Conv2D(17, kernel: 1), MaxPool2D(2, ceilMode: true), Flatten, Dense(3), MeanSquaredError]"),
        new(
            "CeilPoolings",
            "[Input(17, 10, 9), Conv2D(18, kernel: 1), MaxPool2D(3, stride: 2, ceilMode: true), AveragePool2D(3, stride: 2, padding: 1, ceilMode: true), "
            + "GlobalAveragePool, Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new(
            "PoolOfOnePixel",
            "[Input(3, 6, 6), Conv2D(18, kernel: [3, 1], stride: [3, 1], dilation: [2, 1]), MaxPool2D(1, stride: 2, ceilMode: true), Conv2D(18, kernel: [1, "
            + "3], stride: [2, 2], groups: 18), MaxPool2D(1, stride: 3), MeanSquaredError]"),
        new("PoolOfTheCaller", "[Input(2, 5, 6), MaxPool2D(2), AveragePool2D(2)]"),
        new("PoolManyOfTheCaller", "[Input(17, 5, 6), AveragePool2D(2, padding: 1), MaxPool2D(2)]"),
        new(
            "ConvDropout",
            "[Input(3, 7, 6), Conv2D(5, kernel: 3, padding: 1), ReLU, Dropout(0.3), Conv2D(16, kernel: 3, padding: 1), Dropout(0.2), ReLU, MaxPool2D(2), "
            + "Flatten, Dropout(0.5), Dense(4), SoftmaxCrossEntropy]"),
        new("FlattenThenActivate", "[Input(17, 3, 4), Conv2D(18, kernel: 2), Flatten, ReLU, Dropout(0.4), Dense(6), Tanh, Dense(2), BinaryCrossEntropy]"),
        new("FlattenThenNorm", "[Input(3, 3, 4), Conv2D(16, kernel: 2), Flatten, BatchNorm, ReLU, Dense(2), MeanSquaredError]"),
        new("MapLoss", "[Input(2, 5, 6), Conv2D(3, kernel: 3, padding: 1), MeanSquaredError]"),
        new("ManyMapLoss", "[Input(3, 4, 5), Conv2D(18, kernel: 3, padding: 1), ReLU, Conv2D(17, kernel: 1), BinaryCrossEntropy]"),
        new(
            "FrozenFeatures",
            "[Input(3, 6, 6), Conv2D(6, kernel: 3, Frozen = true), ReLU, Conv2D(4, kernel: 2), Flatten, Dense(3, Frozen = true), Tanh, Dense(2), "
            + "SoftmaxCrossEntropy]"),
        new("FrozenNorm", "[Input(3, 5, 5), Conv2D(4, kernel: 2), BatchNorm(Frozen = true), ReLU, Flatten, Dense(2), SoftmaxCrossEntropy]"),
        new("FrozenBeforeNorm", "[Input(3, 5, 5), Conv2D(4, kernel: 2, Frozen = true), BatchNorm, ReLU, Flatten, Dense(2), SoftmaxCrossEntropy]"),
        new("AliasingStride", "[Input(16, 3, 3), Conv2D(512, kernel: 1), ReLU, Conv2D(16, kernel: 1), Flatten, Dense(2), MeanSquaredError]", Batch: 2),
        new("TwoTowers", "", Methods: """
            private static (Node age, Node gender) Build([Input(3, 6, 6)] Node photo, [Input(12)] Node metadata) =>
                (photo.Conv2D(16, kernel: 3).ReLU().GlobalAveragePool().Flatten().Dense(1), metadata.Dense(9).Tanh().Dense(3));

            private static (Node total, Node age, Node gender) Loss(Node age, Node gender, [Input(1)] Node years, [Input<int>] Node label) =>
                (gender.SoftmaxCrossEntropy(label, ignoreIndex: 2, classWeights: [0.5, 2, 1.5]), age.MeanSquaredError(years), gender.SoftmaxCrossEntropy(label));
            """),
        new("TiedEmbedding", "", Methods: """
            private static Node Build([Input<int>(5)] Node tokens)
            {
                Node table = Node.Parameter([11, 6], Init.Normal, 0.5);
                return table.Gather(tokens).Dense(6).Tanh().MatMul(table, transposeB: true);
            }

            private static Node Loss(Node y, [Input(5, 11)] Node t) => y.MeanSquaredError(t);
            """),
        new("GatheredProduct", "",
            Methods: "private static Node Build([Input<int>(4)] Node picks, [Input(3)] Node x) => (Node.Parameter([9, 5], Init.Normal) * 2).Gather(picks) "
                + "+ x.Dense(5);"),
        new(
            "SoftmaxesOfMaps",
            "[Input(2, 5, 6), Conv2D(3, kernel: 3, padding: 1), LogSoftmax(axis: 2), Conv2D(3, kernel: 3, padding: 1), Softmax(axis: -1), Conv2D(17, "
            + "kernel: 3, padding: 1), LogSoftmax(axis: 1), Conv2D(2, kernel: 3, padding: 1), Flatten, Dense(2), MeanSquaredError]"),
        new(
            "CameraBytes",
            "[Input<byte>(3, 9, 20, Scale = 1 / 255.0, Offset = -0.5), Conv2D(6, kernel: 3, padding: 1), ReLU, Flatten, Dense(2), MeanSquaredError]"),
        new("CameraPixels", "[Input<byte>(3, 6, 9, Scale = 0.01, Layout = TensorLayout.ChannelsLast), Conv2D(18, kernel: 3), ReLU, Flatten, Dense(2)]"),
        new("ManyBytes", "",
            Methods: "private static (Node, Node) Build([Input<byte>(17, 3, 4, Scale = 0.01)] Node planes, [Input<byte>(21, Scale = 0.02)] Node counts) => "
                + "(planes.ReLU(), counts.Dense(4));"),
        new("OneNodeTwice", "", Methods: "private static (Node a, Node b, Node x) Build([Input(5)] Node x) { Node y = x.Dense(3).ReLU(); return (y, y, x); }"),
        new("SharedTower", "", Methods: """
            [Entry, Conv2D(3, kernel: 3), ReLU, Flatten, Dense(5)] private static partial Node Embed([Input(1, 5, 5)] Node x);
            private static Node Build([Input(1, 5, 5)] Node left, [Input(1, 5, 5)] Node right) => Embed(left) - Embed(right);
            private static Node Loss(Node difference, [Input(5)] Node target) => difference.MeanSquaredError(target);
            """),
        new("EntryOfItsOwn", "[Input(6), Dense(3), ReLU, Dense(2), MeanSquaredError]",
            Methods: "[Entry] private static (Node low, Node high) Split([Input(4)] Node x, [Input(2)] Node y) => (x.Dense(3), y.Dense(2).ReLU());"),
        new("FrozenTower", "", Methods: """
            [Frozen, Conv2D(3, kernel: 3), ReLU, Flatten] private static partial Node Features(Node x);
            private static Node Build([Input(1, 5, 5)] Node image) => Features(image).Dense(2);
            private static Node Loss(Node scores, [Input<int>] Node label) => scores.SoftmaxCrossEntropy(label);
            """),
        new("StackWithLoss", "[Input(8), Dense(7), ReLU, Dense(2)]",
            Methods: "private static Node Loss(Node price, [Input(2)] Node target) => price.MeanSquaredError(target);"),
        new(
            "TransformerStack",
            "[Input<int>(7), Embedding(11, 12), PositionalEncoding, MultiHeadAttention(heads: 3, dropout: 0.1), LayerNorm, Dense(17), ReLU, Flatten, "
            + "Dense(3), SoftmaxCrossEntropy]"),
        new("MaskedTransformer", "", Methods: """
            private static Node Build([Input<int>(7)] Node tokens, [Input<int>] Node length)
            {
                Node mask = Node.LengthMask(length, 7);
                Node x = tokens.Embedding(11, 12).PositionalEncoding();
                x = (x + x.MultiHeadAttention(heads: 3, mask: mask, dropout: 0.1)).LayerNorm();
                x = (x + x.Dense(20).ReLU().Dense(12).Dropout(0.1)).LayerNorm();
                return (x * mask).Sum(0).Dense(3);
            }
            private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label, labelSmoothing: 0.1);
            """),
        new(
            "NormalizedMaps",
            "[Input(3, 5, 6), Conv2D(18, kernel: 3, padding: 1), LayerNorm(3), ReLU, Conv2D(4, kernel: 3), LayerNorm(2), Tanh, Conv2D(17, kernel: 1, "
            + "bias: false), LayerNorm(1, epsilon: 0.1), Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new("NormalizedInput", "[Input(17, 4, 5), LayerNorm(3, epsilon: 0.01), MeanSquaredError]"),
        new(
            "NormalizedSignal",
            "[Input(5, 19), LayerNorm(2), Dense(18), LayerNorm(dimensions: 1), LayerNorm(2), Conv1D(3, kernel: 3), Flatten, Dense(3), MeanSquaredError]"),
        new("OneHotStack", "[Input<int>(4), OneHot(9), Dense(6), LayerNorm(epsilon: 0.01), LogSoftmax, Flatten, Dense(2), MeanSquaredError]"),
        new("BuildWithLossAttribute", "[SoftmaxCrossEntropy(labelSmoothing: 0.1)]",
            Methods: "private static Node Build([Input(8)] Node @class, [Input(3)] Node scale, [Input(2)] Node batch) => (@class.Dense(7) + scale.Dense(7) "
                + "* batch.Dense(7)).ReLU().Dense(4);"),
        new(
            "Generator",
            "[Input(5), Dense(32), ReLU, Reshape(8, 2, 2), Conv2DTranspose(18, kernel: 4, stride: 2, padding: 1, bias: false), BatchNorm, ReLU, "
            + "Conv2DTranspose(1, kernel: 4, stride: 2, padding: 1), Tanh, MeanSquaredError]"),
        new(
            "Signals",
            "[Input(3, 25), Conv1D(6, kernel: 5, padding: 2), ReLU, Conv1D(17, kernel: 3, stride: 2), BatchNorm, ReLU, Conv1D(18, kernel: 2, dilation: 2, "
            + "groups: 1), Tanh, Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new(
            "Separable",
            "[Input(3, 7, 6), SeparableConv2D(18, kernel: 3, padding: 1), ReLU, DepthwiseConv2D(kernel: 3, stride: 2, padding: 1, multiplier: 2), ReLU, "
            + "SeparableConv2D(5, kernel: 2, bias: false), GlobalAveragePool, Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new(
            "Shapes",
            "[Input(4, 3, 6), Transpose(2, 0, 1), Conv2D(18, kernel: 2), Transpose(0, 2, 1), Pad(1), Slice(axis: -1, start: 1, length: 3), Reshape(18, -1), "
            + "Tanh, Transpose, Pad([1, 2], [0, 0], 0.5), Flatten, Dense(3), MeanSquaredError]"),
        new(
            "Enlarged",
            "[Input(3, 4, 3), Conv2D(5, kernel: 3, padding: 1), ReLU, Upsample(2), Conv2D(17, kernel: 3, padding: 1), Tanh, Upsample(2, "
            + "Interpolation.Bilinear), Conv2D(2, kernel: 1), MeanSquaredError]"),
        new("ChannelsLastInput", "[Input(3, 5, 6, Layout = TensorLayout.ChannelsLast), Conv2D(4, kernel: 3), ReLU, Flatten, Dense(2)]"),
        .. ArithmeticNetworkTests.Networks,
    ];
}
