using Kiln;

namespace Zoo;

/// <summary>Convolution, batch normalization, ReLU: what every convolution of GoogLeNet and Inception-v3 is.</summary>
internal static class ConvNormExtensions
{
    public static Node ConvNorm(this Node x, int channels, int kernel, int stride = 1, int padding = 0) =>
        x.Conv2D(channels, kernel, stride, padding, bias: false).BatchNorm(epsilon: 0.001).ReLU();

    /// <summary>A rectangle, such as the 1x7 of a factorised 7x7.</summary>
    public static Node ConvNorm(this Node x, int channels, int[] kernel, int[] padding) =>
        x.Conv2D(channels, kernel, padding: padding, bias: false).BatchNorm(epsilon: 0.001).ReLU();
}

/// <summary>Szegedy et al. 2015, figure 2b; the third branch is 3x3, as in the reference implementation, where the paper has 5x5.</summary>
public sealed class InceptionAttribute(int one, int reduce3, int three, int reduce5, int five, int pool) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x) => Node.Concat(
        x.ConvNorm(one, kernel: 1),
        x.ConvNorm(reduce3, kernel: 1).ConvNorm(three, kernel: 3, padding: 1),
        x.ConvNorm(reduce5, kernel: 1).ConvNorm(five, kernel: 3, padding: 1),
        x.MaxPool2D(3, stride: 1, padding: 1).ConvNorm(pool, kernel: 1));
}

/// <summary>Szegedy et al. 2015, table 1, without the auxiliary classifiers and with batch normalization.</summary>
[Network]
public sealed partial class GoogLeNet
{
    private static Node Build([Input(3, 224, 224)] Node image)
    {
        Node x = image.ConvNorm(64, kernel: 7, stride: 2, padding: 3).MaxPool2D(3, stride: 2, ceilMode: true);
        x = x.ConvNorm(64, kernel: 1).ConvNorm(192, kernel: 3, padding: 1).MaxPool2D(3, stride: 2, ceilMode: true);

        x = x.Apply(new InceptionAttribute(64, 96, 128, 16, 32, 32));
        x = x.Apply(new InceptionAttribute(128, 128, 192, 32, 96, 64)).MaxPool2D(3, stride: 2, ceilMode: true);

        x = x.Apply(new InceptionAttribute(192, 96, 208, 16, 48, 64));
        x = x.Apply(new InceptionAttribute(160, 112, 224, 24, 64, 64));
        x = x.Apply(new InceptionAttribute(128, 128, 256, 24, 64, 64));
        x = x.Apply(new InceptionAttribute(112, 144, 288, 32, 64, 64));
        x = x.Apply(new InceptionAttribute(256, 160, 320, 32, 128, 128)).MaxPool2D(2, stride: 2, ceilMode: true);

        x = x.Apply(new InceptionAttribute(256, 160, 320, 32, 128, 128));
        x = x.Apply(new InceptionAttribute(384, 192, 384, 48, 128, 128));
        return x.GlobalAveragePool().Flatten().Dropout(0.2).Dense(1000);
    }
}
