namespace Kiln.Compiler.Tests.Networks;

/// <summary>What a network says of its loss: which outputs are compared with which targets, as what, and where the classes are.</summary>
public sealed class PredictionInfoTests
{
    public static TheoryData<string, string[]> Stacks => new()
    {
        { "[Input(4), Dense(3), SoftmaxCrossEntropy]", ["output label Classes 3 1 -100"] },
        { "[Input(5, 4), Dense(3), SoftmaxCrossEntropy(ignoreIndex: 1)]", ["output label Classes 3 1 1"] },
        { "[Input(2, 4, 5), Conv2D(3, 1), SoftmaxCrossEntropy(ignoreIndex: -1)]", ["output label Classes 3 20 -1"] },
        { "[Input(4), Dense(3), BinaryCrossEntropy]", ["output target Binary 3 1"] },
        { "[Input(4), Dense(1), BinaryCrossEntropy]", ["output target Binary 1 1"] },
        { "[Input(2, 4, 5), Conv2D(3, 1), BinaryCrossEntropy]", ["output target Binary 3 20"] },
        { "[Input(4), Dense(2), MeanSquaredError]", ["output target Numbers 1 1"] },
        { "[Input(4), Dense(2)]", [] },
    };

    public static TheoryData<string, string[]> Losses => new()
    {
        // Classes first, and reshaped or transposed before they are compared.
        { "Loss(Node y, [Input<int>(5)] Node t) => y.Transpose().SoftmaxCrossEntropy(t);|Reshape(3, 5)", ["y t Classes 3 5 -100"] },
        { "Loss(Node y, [Input<int>(5)] Node t) => y.Reshape(5, 3).SoftmaxCrossEntropy(t);|Flatten", ["y t Classes 3 1 -100"] },
        { "Loss(Node y, [Input<int>(1, 5)] Node t) => y.Reshape(3, 1, 5).SoftmaxCrossEntropy(t);|Reshape(3, 5)", ["y t Classes 3 5 -100"] },
        { "Loss(Node y, [Input<int>(5, 1)] Node t) => y.Transpose(2, 0, 1).SoftmaxCrossEntropy(t);|Reshape(5, 1, 3)", ["y t Classes 3 1 -100"] },
        { "Loss(Node y, [Input<int>(1, 5)] Node t) => y.Transpose(2, 1, 0).SoftmaxCrossEntropy(t);|Reshape(5, 1, 3)", ["y t Classes 3 1 -100"] },
        // The positions change their order: nobody could say where a label's scores are.
        { "Loss(Node y, [Input<int>(2, 2)] Node t) => y.Transpose(0, 2, 1).SoftmaxCrossEntropy(t);|Dense(4), Reshape(5, 2, 2)", [] },
        // A weighted sum of losses, a loss that is only reported, and one of one's own that takes a difference.
        { "Loss(Node y, [Input(5, 3)] Node t) => (y - t).Abs().Mean();|Tanh", ["y t Numbers 1 1"] },
        { "Loss(Node y, [Input(5, 3)] Node t) => (t - y).Square().Sum() + 2 * y.BinaryCrossEntropy(t);|Tanh", ["y t Numbers 1 1", "y t Binary 3 1"] },
        { "Loss(Node y, [Input(5, 3)] Node t) => (y.Tanh() - t).Abs().Mean();|Tanh", [] },
        { "Loss(Node y, [Input(5, 3)] Node t) => y.MeanSquaredError(2 * t);|Tanh", [] },
        { "Loss(Node y, [Input(5, 3)] Node t) => -(y.LogSoftmax() * t).Sum();|Tanh", [] },
    };

    [Theory, MemberData(nameof(Stacks))]
    public void A_loss_of_a_stack_says_how_it_reads(string attributes, string[] expected) =>
        Assert.Equal(expected, Predictions(new NetworkText("N", attributes)));

    [Theory, MemberData(nameof(Losses))]
    public void A_loss_method_says_it_where_it_can(string loss, string[] expected)
    {
        string[] parts = loss.Split('|');
        Assert.Equal(expected, Predictions(new NetworkText("N", $"[Input(5, 3), Dense(3), {parts[1]}]", Methods: $"private static Node {parts[0]}")));
    }

    /// <summary>The minimised loss comes before reported terms, and each follows the order of outputs.</summary>
    [Fact]
    public void Outputs_find_their_targets()
    {
        NetworkText text = new("N", "", Methods: """
            private static (Node a, Node b, Node c) Build([Input(4)] Node x) => (x.Dense(2), x.Dense(1), x.Dense(3));
            private static (Node total, Node first, Node second) Loss(Node a, Node b, Node c, [Input(1)] Node s, [Input<int>] Node t, [Input<int>] Node u)
            {
                Node kinds = c.SoftmaxCrossEntropy(t);
                return (kinds + b.MeanSquaredError(s), a.SoftmaxCrossEntropy(u), kinds);
            }
            """);
        Assert.Equal(["b s Numbers 1 1", "c t Classes 3 1 -100", "a u Classes 2 1 -100"], Predictions(text));
    }

    [Theory]
    [InlineData("TwoTowers", "age years Numbers 1 1", "gender label Classes 3 1 2", "gender label Classes 3 1 -100")]
    [InlineData("SharedTower", "difference target Numbers 1 1")]
    [InlineData("MaskedTransformer", "logits label Classes 3 1 -100")]
    public void Networks_of_the_table_say_it(string name, params string[] expected)
    {
        IEnumerable<string> predictions = Predictions(NetworkTable.All.Single(network => network.Name == name));
        Assert.Equal(expected.Order(StringComparer.Ordinal), predictions.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Predictions(NetworkText text) =>
        NetworkCompiler.Compile(text.Evaluate())[0]().Info.Predictions
            .Select(told => FormattableString.Invariant($"{told.Output} {told.Target} {told.Kind} {told.Classes} {told.ClassStride} {told.IgnoreIndex}"))
            .Select(text => text.TrimEnd());
}
