using Kiln;

namespace Zoo;

/// <summary>Huang et al. 2017, figure 1: every layer reads what all layers before it made.</summary>
public sealed class DenseBlockAttribute(int layers, int growth = 32) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        for (int i = 0; i < layers; i++)
        {
            Node y = x.BatchNorm().ReLU().Conv2D(4 * growth, kernel: 1, bias: false)
                      .BatchNorm().ReLU().Conv2D(growth, kernel: 3, padding: 1, bias: false);
            x = Node.Concat(x, y);
        }

        return x;
    }
}

/// <summary>Huang et al. 2017, section 3: half the channels at half the size.</summary>
public sealed class TransitionAttribute : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x) => x.BatchNorm().ReLU().Conv2D(x.Channels / 2, kernel: 1, bias: false).AveragePool2D(2);
}

/// <summary>Huang et al. 2017, table 1, first column.</summary>
[Network, Input(3, 224, 224), ResNetStem]
[DenseBlock(6), Transition, DenseBlock(12), Transition, DenseBlock(24), Transition, DenseBlock(16)]
[BatchNorm, ReLU, GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class DenseNet121;
