namespace Kiln.Benchmarks;

// Single layers as networks: kernels are measured through the public API, so these rows outlive any change of kernel or tile.

[Network, Input(64, 56, 56), Conv2D(64, kernel: 3, padding: 1)]
internal sealed partial class Convolution64At56;

[Network, Input(128, 28, 28), Conv2D(128, kernel: 3, padding: 1)]
internal sealed partial class Convolution128At28;

[Network, Input(512, 7, 7), Conv2D(512, kernel: 3, padding: 1)]
internal sealed partial class Convolution512At7;

[Network, Input(256, 56, 56), Conv2D(64, kernel: 1)]
internal sealed partial class Pointwise256To64At56;

[Network, Input(32, 112, 112), Conv2D(32, kernel: 3, padding: 1, groups: 32)]
internal sealed partial class Depthwise32At112;

[Network, Input(128), Dense(128)]
internal sealed partial class Dense128;

[Network, Input(512), Dense(512)]
internal sealed partial class Dense512;

[Network, Input(1024), Dense(1024)]
internal sealed partial class Dense1024;

[Network, Input(1, 28, 28)]
[Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
internal sealed partial class LeNet5;
