using Kiln;

namespace Zoo;

/// <summary>A stage of Simonyan and Zisserman 2015, table 1: 3x3 convolutions at one size, then a halving.</summary>
public sealed class VggStageAttribute(int channels, int convolutions) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x)
    {
        for (int i = 0; i < convolutions; i++) x = x.Conv2D(channels, kernel: 3, padding: 1).ReLU();
        return x.MaxPool2D(2);
    }
}

/// <summary>Simonyan and Zisserman 2015, table 1, column D.</summary>
[Network, Input(3, 224, 224)]
[VggStage(64, 2), VggStage(128, 2), VggStage(256, 3), VggStage(512, 3), VggStage(512, 3)]
[Flatten, Dense(4096), ReLU, Dropout, Dense(4096), ReLU, Dropout, Dense(1000)]
public sealed partial class Vgg16;
