using Kiln;

namespace Zoo;

/// <summary>Xie et al. 2017, table 1, right: 32 groups of 4 channels.</summary>
[Network, Input(3, 224, 224), ResNetStem]
[BottleneckStage(256, blocks: 3, stride: 1, width: 128, groups: 32), BottleneckStage(512, blocks: 4, width: 256, groups: 32)]
[BottleneckStage(1024, blocks: 6, width: 512, groups: 32), BottleneckStage(2048, blocks: 3, width: 1024, groups: 32)]
[GlobalAveragePool, Flatten, Dense(1000)]
public sealed partial class ResNeXt50;
