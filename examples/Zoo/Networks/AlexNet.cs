using Kiln;

namespace Zoo;

/// <summary>Krizhevsky 2014, "One weird trick", figure 1: AlexNet on one device.</summary>
[Network, Input(3, 224, 224)]
[Conv2D(64, kernel: 11, stride: 4, padding: 2), ReLU, MaxPool2D(3, stride: 2)]
[Conv2D(192, kernel: 5, padding: 2), ReLU, MaxPool2D(3, stride: 2)]
[Conv2D(384, kernel: 3, padding: 1), ReLU]
[Conv2D(256, kernel: 3, padding: 1), ReLU]
[Conv2D(256, kernel: 3, padding: 1), ReLU, MaxPool2D(3, stride: 2)]
[Flatten, Dropout, Dense(4096), ReLU, Dropout, Dense(4096), ReLU, Dense(1000)]
public sealed partial class AlexNet;
