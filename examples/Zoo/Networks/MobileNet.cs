using Kiln;

namespace Zoo;

/// <summary>Howard et al. 2017, table 1.</summary>
[Network, Input(3, 224, 224), Conv2D(32, kernel: 3, stride: 2, padding: 1, bias: false), BatchNorm, ReLU]
[Separable(64), Separable(128, stride: 2), Separable(128), Separable(256, stride: 2), Separable(256), Separable(512, stride: 2)]
[Separable(512), Separable(512), Separable(512), Separable(512), Separable(512), Separable(1024, stride: 2), Separable(1024)]
[GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class MobileNetV1;

/// <summary>Sandler et al. 2018, table 1: wide inside, narrow at the ends, and the shortcut joins the narrow ends.</summary>
public sealed class InvertedResidualAttribute(int expansion, int channels, int repeat, int stride) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        for (int i = 0; i < repeat; i++) x = Bottleneck(x, i == 0 ? stride : 1);
        return x;
    }

    private Node Bottleneck(Node x, int step)
    {
        int wide = x.Channels * expansion;
        Node y = expansion == 1 ? x : x.Conv2D(wide, kernel: 1, bias: false).BatchNorm().Clip(0, 6);
        y = y.Conv2D(wide, kernel: 3, step, padding: 1, groups: wide, bias: false).BatchNorm().Clip(0, 6)
             .Conv2D(channels, kernel: 1, bias: false).BatchNorm();
        return step == 1 && x.Channels == channels ? x + y : y;
    }
}

/// <summary>Sandler et al. 2018, table 2.</summary>
[Network]
public sealed partial class MobileNetV2
{
    private static Node Build([Input(3, 224, 224)] Node image)
    {
        Node x = image.Conv2D(32, kernel: 3, stride: 2, padding: 1, bias: false).BatchNorm().Clip(0, 6);
        foreach ((int expansion, int channels, int repeat, int stride) in ((int, int, int, int)[])[
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
        ])
            x = x.Apply(new InvertedResidualAttribute(expansion, channels, repeat, stride));
        return x.Conv2D(1280, kernel: 1, bias: false).BatchNorm().Clip(0, 6).GlobalAveragePool().Flatten().Dropout(0.2).Dense(1000);
    }
}
