using Kiln;

namespace Zoo;

/// <summary>
/// He et al. 2016, figure 5, left, as Banbury et al. 2021 use it: the shortcut is not normalized, and a stride of 2 pads only the far sides of an even map,
/// as TensorFlow does.
/// </summary>
public sealed class TinyBlockAttribute(int channels, int stride = 1) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        Node padded = stride == 1 ? x.Pad(1) : x.Pad([0, 0, 0], [0, 1, 1]);
        Node y = padded.Conv2D(channels, kernel: 3, stride, bias: false).BatchNorm().ReLU()
                       .Conv2D(channels, kernel: 3, padding: 1, bias: false).BatchNorm();
        Node shortcut = stride == 1 && x.Channels == channels ? x : x.Conv2D(channels, kernel: 1, stride);
        return (y + shortcut).ReLU();
    }
}

/// <summary>Banbury et al. 2021, image classification: small enough for a microcontroller.</summary>
[Network, Quantize, Input(3, 32, 32), Conv2D(16, kernel: 3, padding: 1, bias: false), BatchNorm, ReLU]
[TinyBlock(16), TinyBlock(32, stride: 2), TinyBlock(64, stride: 2)]
[GlobalAveragePool, Flatten, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class ResNet8;
