namespace Kiln.Networks.Tests;

/// <summary>Scores as they come: three positions of three classes.</summary>
[Network, Input(3, 3), Dense(3, bias: false), SoftmaxCrossEntropy]
public sealed partial class Positions;

/// <summary>A map of scores, as for segmentation.</summary>
[Network, Input(2, 3, 4), Conv2D(3, kernel: 1, bias: false), SoftmaxCrossEntropy(ignoreIndex: 255)]
public sealed partial class Segmentation;

[Network, Input(4), Dense(1), MeanSquaredError]
public sealed partial class Price;

[Network, Input(4), Dense(3), BinaryCrossEntropy]
public sealed partial class Tags;

[Network, Input(4), Dense(3), SoftmaxCrossEntropy]
public sealed partial class ThreeClasses;

[Network, Input<int>(5), Embedding(7, 4), Flatten, Dense(3), SoftmaxCrossEntropy]
public sealed partial class Words;

[Network, Input<int>(4), OneHot(9), Flatten, Dense(2), SoftmaxCrossEntropy]
public sealed partial class Letters;

[Network]
public sealed partial class Prefixes
{
    private static Node Build([Input(7, 3)] Node x, [Input<int>] Node length) => (x * Node.LengthMask(length, 7)).Sum(0).Dense(2);

    private static Node Loss(Node scores, [Input<int>] Node label) => scores.SoftmaxCrossEntropy(label);
}

[Network]
public sealed partial class Picked
{
    private static Node Build([Input(5, 3)] Node x, [Input<int>(2)] Node places) => x.Gather(places).Flatten().Dense(2);

    private static Node Loss(Node scores, [Input<int>] Node label) => scores.SoftmaxCrossEntropy(label);
}

/// <summary>The loss takes outputs and targets in an order of its own, and has a head that only a term reads.</summary>
[Network]
public sealed partial class Heads
{
    private static (Node gender, Node age, Node mood) Build([Input(4)] Node x)
    {
        Node h = x.Dense(6).Tanh();
        return (h.Dense(2), h.Dense(1), h.Dense(3));
    }

    private static (Node total, Node mood) Loss(Node gender, Node age, Node mood, [Input(1)] Node years, [Input<int>] Node feeling, [Input<int>] Node label)
    {
        Node absolute = (age - years).Abs().Mean(), feelings = mood.SoftmaxCrossEntropy(feeling);
        return (gender.SoftmaxCrossEntropy(label) + 0.01 * absolute + feelings, feelings);
    }
}
