namespace Kiln.Edge.Tests;

/// <summary>The keyword network whose real weights there are: 49 frames of 40 coefficients, ten words, three convolutions of shrinking kernels.</summary>
[Network, Quantize, Input(1, 49, 40)]
[Conv2D(16, kernel: 8, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(12, kernel: 6, padding: Pad.Same), ReLU, AveragePool2D(2)]
[Conv2D(16, kernel: 4, padding: Pad.Same), ReLU, AveragePool2D(2)]
[Flatten, Dense(32), ReLU, Dense(16), ReLU, Dense(10)]
internal sealed partial class MicroKws;
