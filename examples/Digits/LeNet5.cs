using Kiln;

namespace Digits;

/// <summary>
/// LeNet-5 (LeCun et al., "Gradient-based learning applied to document recognition", 1998) with today's activation and pooling.
/// Everything else of this class, from the constructor to the backward pass, is written by the compiler: hover over the name to see the layers.
/// </summary>
[Network, Input(1, 28, 28)]
[Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;
