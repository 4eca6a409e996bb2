using Kiln;

namespace Zoo;

/// <summary>Iandola et al. 2016, figure 1: few 1x1 filters squeeze what 1x1 and 3x3 filters expand.</summary>
public sealed class FireAttribute(int squeeze, int expand) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        x = x.Conv2D(squeeze, kernel: 1).ReLU();
        return Node.Concat(x.Conv2D(expand, kernel: 1).ReLU(), x.Conv2D(expand, kernel: 3, padding: 1).ReLU());
    }
}

/// <summary>Iandola et al. 2016, figure 2, left.</summary>
[Network, Input(3, 224, 224)]
[Conv2D(96, kernel: 7, stride: 2), ReLU, MaxPool2D(3, stride: 2, ceilMode: true)]
[Fire(16, 64), Fire(16, 64), Fire(32, 128), MaxPool2D(3, stride: 2, ceilMode: true)]
[Fire(32, 128), Fire(48, 192), Fire(48, 192), Fire(64, 256), MaxPool2D(3, stride: 2, ceilMode: true)]
[Fire(64, 256), Dropout, Conv2D(1000, kernel: 1), ReLU, GlobalAveragePool, Flatten]
public sealed partial class SqueezeNet;
