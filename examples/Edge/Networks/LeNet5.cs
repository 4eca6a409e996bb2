using Kiln;

namespace Edge;

/// <summary>The network of examples/Digits for a device: <c>Quantize</c> adds <c>LeNet5.Int8</c>, which computes the same in integers.</summary>
[Network, Quantize, Input(1, 28, 28)]
[Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;
