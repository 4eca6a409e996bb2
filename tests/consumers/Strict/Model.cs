using Kiln;

namespace Strict;

/// <summary>One layer of every kind, public and therefore documented.</summary>
[Network, Input(2, 16, 16)]
[Conv2D(8, kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, MaxPool2D(2)]
[Conv2D(32, kernel: [1, 3], padding: [0, 1], groups: 2), LeakyReLU, AveragePool2D(2)]
[Conv2D(16, kernel: 1), Tanh, GlobalAveragePool, Dropout(0.1)]
[Flatten, Dense(12), Sigmoid, Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class Model;
