using Kiln;

namespace Deployed;

/// <summary>DS-CNN (Zhang et al. 2017): twelve keywords from 49 frames of 10 coefficients.</summary>
[Network, Input(1, 49, 10), Quantize]
[Conv2D(64, kernel: [10, 4], stride: [2, 2], padding: [Pad.Same, Pad.Same], bias: false), BatchNorm, ReLU]
[DepthwiseConv2D(kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(64, kernel: 1, bias: false), BatchNorm, ReLU]
[DepthwiseConv2D(kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(64, kernel: 1, bias: false), BatchNorm, ReLU]
[DepthwiseConv2D(kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(64, kernel: 1, bias: false), BatchNorm, ReLU]
[DepthwiseConv2D(kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(64, kernel: 1, bias: false), BatchNorm, ReLU]
[GlobalAveragePool, Flatten, Dense(12)]
[SoftmaxCrossEntropy]
internal sealed partial class Keywords;
