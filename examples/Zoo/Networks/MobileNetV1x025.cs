using Kiln;

namespace Zoo;

/// <summary>
/// Howard et al. 2017 with a quarter of the channels on 96 x 96, as Banbury et al. 2021 use it: is there a person in the picture? A stride of 2 pads only the
/// far sides of an even map, as TensorFlow does.
/// </summary>
[Network, Quantize]
public sealed partial class MobileNetV1x025
{
    private static Node Build([Input(3, 96, 96)] Node image)
    {
        Node x = Convolve(image, 8, stride: 2);
        foreach ((int channels, int stride) in ((int, int)[])[
            (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1),
        ])
        {
            x = Convolve(x, x.Channels, stride, groups: x.Channels);
            x = x.Conv2D(channels, kernel: 1, bias: false).BatchNorm().ReLU();
        }

        return x.GlobalAveragePool().Flatten().Dense(2);
    }

    private static Node Convolve(Node x, int channels, int stride, int groups = 1)
    {
        Node padded = stride == 1 ? x.Pad(1) : x.Pad([0, 0, 0], [0, 1, 1]);
        return padded.Conv2D(channels, kernel: 3, stride, groups: groups, bias: false).BatchNorm().ReLU();
    }

    private static Node Loss(Node logits, [Input<int>] Node label) => logits.SoftmaxCrossEntropy(label);
}
