using Zoo;

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

/// <summary>MLPerf Tiny's ResNet-8 for CIFAR-10, with symmetric padding. Unlike the zoo's blocks, its shortcuts have a bias and no normalization.</summary>
[Network]
internal sealed partial class ResNet8
{
    private static Node Build([Input(3, 32, 32)] Node image)
    {
        Node x = image.Conv2D(16, kernel: 3, padding: 1, bias: false).BatchNorm().ReLU();
        foreach ((int channels, int stride) in ((int, int)[])[(16, 1), (32, 2), (64, 2)])
        {
            Node y = x.Conv2D(channels, kernel: 3, stride, padding: 1, bias: false).BatchNorm().ReLU()
                      .Conv2D(channels, kernel: 3, padding: 1, bias: false).BatchNorm();
            x = (y + (stride == 1 ? x : x.Conv2D(channels, kernel: 1, stride))).ReLU();
        }

        return x.GlobalAveragePool().Flatten().Dense(10);
    }

    private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);
}

/// <summary>
/// MLPerf Tiny's DS-CNN for keyword spotting (49 frames of 10 coefficients, 12 words), with symmetric padding and without dropout, whose random numbers no
/// peer shares.
/// </summary>
[Network, Input(1, 49, 10)]
[Conv2D(64, [10, 4], stride: [2, 2], padding: [5, 1], bias: false), BatchNorm, ReLU]
[Separable(64), Separable(64), Separable(64), Separable(64)]
[GlobalAveragePool, Flatten, Dense(12)]
[SoftmaxCrossEntropy]
internal sealed partial class DsCnn;

/// <summary>One block of Vaswani et al. 2017, figure 1, left, on 64 tokens of 128 features, and a classifier over the mean of the tokens.</summary>
[Network]
internal sealed partial class EncoderBlock
{
    private static Node Build([Input(64, 128)] Node tokens)
    {
        Node x = (tokens + tokens.MultiHeadAttention(heads: 4)).LayerNorm();
        x = (x + x.Dense(512).GELU().Dense(128)).LayerNorm();
        return x.Mean(0).Dense(10);
    }

    private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);
}

internal static partial class PeerCases
{
    static partial void Compare(Options options, ref bool isThere)
    {
#if HAS_INTEGERS
        isThere = true;
        Int8.Int8Comparison.Run(options.Models, options.Only, options.Turns, Console.Out);
#endif
    }

    static partial void Make(string name, int maxBatch, int threads, ref IPeerCase? made)
    {
        made = name switch
        {
            "lenet5" => new KilnCase<LeNet5>(
                maxBatch, threads, (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)),
            "mlp" => new KilnCase<Mlp>(
                maxBatch, threads, (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)),
            "resnet8" => new KilnCase<ResNet8>(
                maxBatch, threads, (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)),
            "dscnn" => new KilnCase<DsCnn>(
                maxBatch, threads, (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)),
            "mobilenetv2" => new KilnCase<MobileNetV2>(maxBatch, threads, (net, input, output) => net.Forward(input, output)),
            "resnet18" => new KilnCase<ResNet18>(maxBatch, threads, (net, input, output) => net.Forward(input, output)),
            "encoder" => new KilnCase<EncoderBlock>(
                maxBatch, threads, (net, input, output) => net.Forward(input, output), (net, input, labels) => net.ForwardBackward(input, labels)),
            _ => throw new PeerException($"Networks.cs has no network {name}, which networks.json lists."),
        };
    }
}
