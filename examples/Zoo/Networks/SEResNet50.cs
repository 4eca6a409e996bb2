using Kiln;

namespace Zoo;

/// <summary>Hu et al. 2018, figure 1: each channel is scaled by what the whole map says about it.</summary>
public sealed class SqueezeExciteAttribute(int reduction = 16) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x) =>
        x * x.GlobalAveragePool().Conv2D(x.Channels / reduction, kernel: 1).ReLU().Conv2D(x.Channels, kernel: 1).Sigmoid();
}

/// <summary>Hu et al. 2018, table 1, middle.</summary>
[Network, Input(3, 224, 224), ResNetStem]
[BottleneckStage(256, blocks: 3, stride: 1, reduction: 16), BottleneckStage(512, blocks: 4, reduction: 16)]
[BottleneckStage(1024, blocks: 6, reduction: 16), BottleneckStage(2048, blocks: 3, reduction: 16)]
[GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class SEResNet50;
