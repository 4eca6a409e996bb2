namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Networks that are large enough for partial sums, and smooth, so that large data have no kinks. Among them are maps with fewer rows in a batch than chunks,
/// and rows that no number of chunks divides.
/// </summary>
internal static class PartialSumNetworks
{
    public static IReadOnlyList<NetworkText> All { get; } =
    [
        new(
            "ChunksOfMaps",
            "[Input(3, 9, 14), Conv2D(16, kernel: 3, padding: 1), BatchNorm, Sigmoid, Conv2D(18, kernel: 1), BatchNorm, Tanh, "
            + "DepthwiseConv2D(kernel: 3, padding: 1), Tanh, Conv2D(2, kernel: 3), Flatten, Dense(3), MeanSquaredError]"),
        new("ChunksOfPlanes", "[Input(1, 31, 13), Conv2D(4, kernel: 3), BatchNorm, Tanh, Conv2D(3, kernel: 3), Flatten, Dense(3), MeanSquaredError]"),
        new("ChunksOfSignals", "[Input(2, 300), Conv1D(16, kernel: 5, padding: 2), BatchNorm, Tanh, Conv1D(1, kernel: 1), Flatten, Dense(2), MeanSquaredError]"),
        new(
            "ChunksOfTokens",
            "[Input<int>(100), Embedding(3, 32), PositionalEncoding, LayerNorm, Dense(20), Tanh, Flatten, Dense(3), SoftmaxCrossEntropy]"),
        new("ChunksOfQueries", "[Input(71, 12), MultiHeadAttention(heads: 1), Flatten, Dense(3), MeanSquaredError]", Batch: 2),
        new("ChunksOfMaskedQueries", "", Batch: 2, Methods: """
            private static Node Build([Input(67, 20)] Node x, [Input(40, 20)] Node y, [Input(40, 1)] Node mask) =>
                Node.ScaledDotProductAttention(x.Dense(20), y.Dense(20), y.Dense(20), mask, heads: 1);

            private static Node Loss(Node y, [Input(67, 20)] Node t) => y.MeanSquaredError(t);
            """),
        new("ChunksOfKeys", "", Batch: 2, Methods: """
            private static Node Build([Input(2, 150)] Node x, [Input(700, 150)] Node y) =>
                Node.ScaledDotProductAttention(x.Dense(150), y.Dense(150), y.Dense(150), heads: 1);

            private static Node Loss(Node y, [Input(2, 150)] Node t) => y.MeanSquaredError(t);
            """),
        new("ChunksOfMaskedKeys", "", Batch: 2, Methods: """
            private static Node Build([Input(6, 40)] Node x, [Input(333, 40)] Node y, [Input(333, 1)] Node mask) =>
                Node.ScaledDotProductAttention(x.Dense(240), y.Dense(240), y.Dense(240), mask, heads: 2, dropout: 0.2);

            private static Node Loss(Node y, [Input(6, 240)] Node t) => y.MeanSquaredError(t);
            """),
        new("ChunksOfKeysInOne", "[Input(150, 32), MultiHeadAttention(heads: 1), MeanSquaredError]", Batch: 2),
        new("ChunksOfVectors", "[Input(40), Dense(48), Tanh, Dense(30), MeanSquaredError]"),
        new("ChunksOfARow", "", Batch: 2, Methods: """
            private static Node Build([Input(101003)] Node x, [Input(101003)] Node mask)
            {
                Node y = x.LayerNorm().LayerNorm();
                return y + 1000 * y.Softmax() + y.LogSoftmax() + 1000 * y.MaskedSoftmax(mask);
            }

            private static Node Loss(Node y, [Input(101003)] Node t) => y.MeanSquaredError(t);
            """),
        new("ChunksOfRows", "", Batch: 2, Methods: """
            private static Node Build([Input(2, 30011)] Node x, [Input(2, 30011)] Node mask)
            {
                Node y = x * Node.Parameter([1], Init.Normal, 0.5);
                return y + 1000 * y.Softmax() + y.LogSoftmax() + 1000 * y.MaskedSoftmax(mask);
            }

            private static Node Loss(Node y, [Input(2, 30011)] Node t) => y.MeanSquaredError(t);
            """),
        new("ChunksOfMeans", "[Input(2, 301, 303), Conv2D(2, kernel: 1), Tanh, GlobalAveragePool, Flatten, Dense(2), MeanSquaredError]", Batch: 2),
        new("ChunksOfPixels", "[Input(1, 160, 171), Conv2D(1, kernel: 1), BinaryCrossEntropy]", Batch: 2),
        new("ChunksOfSquares", "[Input(1, 180, 571), Conv2D(1, kernel: 1), MeanSquaredError]", Batch: 2),
        new("ChunksOfPositions", "[Input(2, 40, 43), Conv2D(16, kernel: 1), SoftmaxCrossEntropy(labelSmoothing: 0.1)]", Batch: 2),
        new("ChunksOfClasses", "[Input(3), Dense(30011), SoftmaxCrossEntropy]", Batch: 2),
        new("ChunksOfPositionsClasses", "[Input(2, 3), Dense(30011), SoftmaxCrossEntropy(labelSmoothing: 0.1)]", Batch: 2),
        new("ChunksOfNumbers", "", Batch: 2, Methods: """
            private static Node Build([Input(1, 250, 221)] Node x)
            {
                Node y = (x * Node.Parameter([1], Init.Normal, 0.5)).Tanh();
                return 0.001 * y.Sum(1, 2) + y.Max(1, 2);
            }

            private static Node Loss(Node y, [Input(1)] Node t) => y.MeanSquaredError(t);
            """),
    ];
}
