using Kiln;

namespace Zoo;

/// <summary>Goodfellow et al. 2014: draws from noise; its gradients come from the critic.</summary>
[Network(Trainable = true), Input(64)]
[Dense(256), LeakyReLU(0.2), BatchNorm, Dense(784), Tanh, Reshape(1, 28, 28)]
public sealed partial class Artist;

/// <summary>Goodfellow et al. 2014: tells drawings from photographs, and hands back what would have fooled it.</summary>
[Network, Input(1, 28, 28, Gradient = true)]
[Flatten, Dense(256), LeakyReLU(0.2), Dropout(0.3), Dense(1), BinaryCrossEntropy]
public sealed partial class Critic;
