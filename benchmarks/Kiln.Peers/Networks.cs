namespace Kiln.Peers;

[Network, Input(1, 28, 28)]
[Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class LeNet5;

[Network, Input(784)]
[Dense(128), ReLU, Dense(64), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class Mlp;

internal static partial class PeerCases
{
    static partial void AddNetworks(List<IPeerCase> cases)
    {
        cases.Add(new KilnCase<LeNet5>("lenet5", (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)));
        cases.Add(new KilnCase<Mlp>("mlp", (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)));
    }
}
