using Kiln;

namespace Zoo;

/// <summary>Howard et al. 2017, figure 3: a depthwise 3x3, then a pointwise convolution.</summary>
public sealed class SeparableAttribute(int channels, int stride = 1) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x) =>
        x.Conv2D(x.Channels, kernel: 3, stride, padding: 1, groups: x.Channels, bias: false).BatchNorm().ReLU()
         .Conv2D(channels, kernel: 1, bias: false).BatchNorm().ReLU();
}
