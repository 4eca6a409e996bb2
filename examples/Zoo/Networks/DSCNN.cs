using Kiln;

namespace Zoo;

/// <summary>
/// Zhang et al. 2017, as Banbury et al. 2021 use it: which of ten words is it, something else, or nothing? The input is 49 frames of 10 coefficients.
/// </summary>
[Network, Quantize, Input(1, 49, 10), Conv2D(64, kernel: [10, 4], stride: [2, 2], padding: [Pad.Same, Pad.Same], bias: false), BatchNorm, ReLU, Dropout(0.2)]
[Separable(64), Separable(64), Separable(64), Separable(64)]
[Dropout(0.4), GlobalAveragePool, Flatten, Dense(12)]
[SoftmaxCrossEntropy]
public sealed partial class DSCNN;
