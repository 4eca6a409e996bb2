using Kiln;

namespace Zoo;

/// <summary>He et al. 2016, table 1, conv1: a 7x7 of stride 2 and a pooling.</summary>
public sealed class ResNetStemAttribute : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x) =>
        x.Conv2D(64, kernel: 7, stride: 2, padding: 3, bias: false).BatchNorm().ReLU().MaxPool2D(3, stride: 2, padding: 1);
}

/// <summary>He et al. 2016, figure 5, left.</summary>
public sealed class BasicBlockAttribute(int channels, int stride = 1) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        Node y = x.Conv2D(channels, kernel: 3, stride, padding: 1, bias: false).BatchNorm().ReLU()
                  .Conv2D(channels, kernel: 3, padding: 1, bias: false).BatchNorm();
        Node shortcut = stride == 1 && x.Channels == channels ? x : x.Conv2D(channels, kernel: 1, stride, bias: false).BatchNorm();
        return (y + shortcut).ReLU();
    }
}

/// <summary>
/// He et al. 2016, figure 5, right, with the stride in the 3x3. <c>groups</c> and <c>width</c> make it ResNeXt's (Xie et al. 2017, figure 3c),
/// <c>reduction</c> SENet's (Hu et al. 2018, figure 3).
/// </summary>
public sealed class BottleneckAttribute(int channels, int width, int stride = 1, int groups = 1, int reduction = 0) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        Node y = x.Conv2D(width, kernel: 1, bias: false).BatchNorm().ReLU()
                  .Conv2D(width, kernel: 3, stride, padding: 1, groups: groups, bias: false).BatchNorm().ReLU()
                  .Conv2D(channels, kernel: 1, bias: false).BatchNorm();
        if (reduction > 0) y = y.Apply(new SqueezeExciteAttribute(reduction));
        Node shortcut = stride == 1 && x.Channels == channels ? x : x.Conv2D(channels, kernel: 1, stride, bias: false).BatchNorm();
        return (y + shortcut).ReLU();
    }
}

/// <summary>A column of He et al. 2016, table 1: blocks at one size, of which the first may halve it.</summary>
public sealed class BasicStageAttribute(int channels, int blocks, int stride = 2) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        for (int i = 0; i < blocks; i++) x = x.Apply(new BasicBlockAttribute(channels, i == 0 ? stride : 1));
        return x;
    }
}

/// <summary>The same of bottlenecks; <c>width</c> is that of the 3x3 convolutions, a quarter of the channels in a plain ResNet.</summary>
public sealed class BottleneckStageAttribute(int channels, int blocks, int stride = 2, int width = 0, int groups = 1, int reduction = 0) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        int inner = width > 0 ? width : channels / 4;
        for (int i = 0; i < blocks; i++) x = x.Apply(new BottleneckAttribute(channels, inner, i == 0 ? stride : 1, groups, reduction));
        return x;
    }
}

/// <summary>He et al. 2016, table 1, 18 layers.</summary>
[Network, Input(3, 224, 224), ResNetStem]
[BasicStage(64, blocks: 2, stride: 1), BasicStage(128, blocks: 2), BasicStage(256, blocks: 2), BasicStage(512, blocks: 2)]
[GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class ResNet18;

/// <summary>He et al. 2016, table 1, 34 layers.</summary>
[Network, Input(3, 224, 224), ResNetStem]
[BasicStage(64, blocks: 3, stride: 1), BasicStage(128, blocks: 4), BasicStage(256, blocks: 6), BasicStage(512, blocks: 3)]
[GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class ResNet34;

/// <summary>He et al. 2016, table 1, 50 layers.</summary>
[Network, Input(3, 224, 224), ResNetStem]
[BottleneckStage(256, blocks: 3, stride: 1), BottleneckStage(512, blocks: 4), BottleneckStage(1024, blocks: 6), BottleneckStage(2048, blocks: 3)]
[GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class ResNet50;
