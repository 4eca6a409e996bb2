using Kiln;

namespace Zoo;

/// <summary>He et al. 2016b, figure 4e: normalization and ReLU come before the weights, so that the shortcut stays clean.</summary>
public sealed class PreActivationStageAttribute(int channels, int blocks, int stride = 2) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        for (int i = 0; i < blocks; i++) x = Unit(x, i == 0 ? stride : 1);
        return x;
    }

    private Node Unit(Node x, int step)
    {
        Node active = x.BatchNorm().ReLU();
        Node shortcut = x.Channels == channels && step == 1 ? x : active.Conv2D(channels, kernel: 1, step, bias: false);
        Node y = active.Conv2D(channels / 4, kernel: 1, bias: false).BatchNorm().ReLU()
                       .Conv2D(channels / 4, kernel: 3, step, padding: 1, bias: false).BatchNorm().ReLU()
                       .Conv2D(channels, kernel: 1, bias: false);
        return shortcut + y;
    }
}

/// <summary>He et al. 2016b, table 2: 164 layers for CIFAR-10.</summary>
[Network, Input(3, 32, 32), Conv2D(16, kernel: 3, padding: 1, bias: false)]
[PreActivationStage(64, blocks: 18, stride: 1), PreActivationStage(128, blocks: 18), PreActivationStage(256, blocks: 18)]
[BatchNorm, ReLU, GlobalAveragePool, Flatten, Dense(10)]
public sealed partial class PreActivationResNet164;
