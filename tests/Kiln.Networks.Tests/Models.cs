namespace Kiln.Networks.Tests;

[Network, Input(1, 28, 28)]
[Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;

[Network, Input(784), Dense(128), ReLU, Dense(64), ReLU, Dense(10), SoftmaxCrossEntropy]
public sealed partial class Mlp;

[Network]
public sealed partial class Twins
{
    [Entry, Dense(16), Tanh, Dense(4)]
    private static partial Node Embed([Input(6)] Node x);

    private static Node Build([Input(6)] Node left, [Input(6)] Node right) => (Embed(left) - Embed(right)).Square().Sum().Sqrt();

    private static (Node total, Node pull, Node push) Loss(Node distance, [Input] Node same)
    {
        Node pull = same * distance.Square(), push = (1 - same) * (1 - distance).ReLU().Square();
        return (pull + push, pull, push);
    }
}
