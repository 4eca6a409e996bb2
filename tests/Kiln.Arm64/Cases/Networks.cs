namespace Kiln.Arm64.Cases;

// Between them these have every kind of layer that quantized networks have.
[Network, Input(3, 12, 11), Quantize]
[Conv2D(8, kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(16, kernel: 3, stride: 2), ReLU, MaxPool2D(2), Flatten, Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class Convolutions;

[Network, Input(5, 9, 9), Quantize]
[DepthwiseConv2D(kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(24, kernel: 1, bias: false), BatchNorm, ReLU]
[DepthwiseConv2D(kernel: 5, stride: 2, padding: 2), ReLU, Conv2D(33, kernel: 1), ReLU, GlobalAveragePool, Flatten, Dense(4)]
[SoftmaxCrossEntropy]
internal sealed partial class Depthwise;

[Network, Input(8, 7, 6), Quantize]
[Conv2D(12, kernel: 3, groups: 4, padding: 1), ReLU, Conv2D(6, kernel: [3, 1], dilation: [2, 1]), Sigmoid]
[MeanSquaredError]
internal sealed partial class Grouped;

[Network, Input(40), Quantize(Weights = WeightRange.Full)]
[Dense(33), ReLU, Dense(17), Tanh, Dense(5), Softmax]
[MeanSquaredError]
internal sealed partial class Perceptron;

[Network, Input(20), Quantize]
[Dense(16), GELU, Dense(16), HardSwish, Dense(16), SiLU, Dense(16), ELU, Dense(7), LeakyReLU(0.1)]
[MeanSquaredError]
internal sealed partial class Activations;

[Network, Input(4, 5, 6), Quantize]
[Conv2DTranspose(7, kernel: 4, stride: 2, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(3, kernel: 1)]
[MeanSquaredError]
internal sealed partial class Transposed;

[Network, Input(6, 11, 10), Quantize(PerTensor = true)]
[AveragePool2D(3, stride: 2, padding: 1, countPadding: false), MaxPool2D(3, stride: 2, padding: 1), ReLU, Upsample(2)]
[Upsample(3, Interpolation.Bilinear), Pad(1), Conv2D(4, kernel: 3)]
[MeanSquaredError]
internal sealed partial class Pools;

[Network, Input(4, 30), Quantize]
[Conv1D(8, kernel: 5, padding: 2), ReLU, Conv1D(5, kernel: 3)]
[MeanSquaredError]
internal sealed partial class Signal;

[Network, Input<int>(7), Quantize]
[Embedding(11, 6), Flatten, Dense(9), ReLU, Dense(4)]
[SoftmaxCrossEntropy]
internal sealed partial class Words;

[Network, Quantize]
internal sealed partial class Residual
{
    private static Node Build([Input(6, 8, 8)] Node x)
    {
        Node y = x.Conv2D(6, kernel: 3, padding: 1, bias: false).BatchNorm().ReLU();
        return (y + x).ReLU() - y;
    }

    private static Node Loss(Node output, [Input(6, 8, 8)] Node target) => output.MeanSquaredError(target);
}

[Network, Quantize]
internal sealed partial class SqueezeAndExcite
{
    private static Node Build([Input(8, 6, 5)] Node x)
    {
        Node y = x.Conv2D(8, kernel: 1);
        Node gate = y.Mean(1, 2).Dense(4).ReLU().Dense(8).Sigmoid();
        return y * gate.Reshape(8, 1, 1);
    }

    private static Node Loss(Node output, [Input(8, 6, 5)] Node target) => output.MeanSquaredError(target);
}

[Network, Quantize]
internal sealed partial class Joined
{
    private static Node Build([Input(5, 7, 6)] Node x, [Input(3, 7, 6)] Node w)
    {
        Node y = Node.Concat(x.Conv2D(4, kernel: 1).ReLU(), w.MaxPool2D(3, stride: 1, padding: 1));
        return Node.Concat(y.Slice(0, 1, 4), y.Clip(-0.5, 0.5)).Transpose(2, 0, 1).Max(0);
    }

    private static Node Loss(Node output, [Input(11, 7)] Node target) => output.MeanSquaredError(target);
}
