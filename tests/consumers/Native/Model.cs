using Kiln;

namespace Native;

[Network, Input(1, 12, 12)]
[Conv2D(8, kernel: 3, bias: false), BatchNorm, ReLU, MaxPool2D(2)]
[Flatten, Dense(16), Tanh, Dense(3)]
[SoftmaxCrossEntropy]
internal sealed partial class Model;
