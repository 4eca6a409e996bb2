namespace Kiln.Edge.Tests;

/// <summary>
/// Chopra et al. 2005, figure 1, with the contrastive loss of Hadsell et al. 2006: are two digits the same one? Both images go through one network, so they
/// share its integers, too.
/// </summary>
[Network, Quantize]
internal sealed partial class Siamese
{
    [Entry, Conv2D(32, kernel: 3), ReLU, MaxPool2D(2), Flatten, Dense(64)]
    private static partial Node Embed([Input(1, 28, 28)] Node x);

    private static Node Build([Input(1, 28, 28)] Node left, [Input(1, 28, 28)] Node right) =>
        (Embed(left) - Embed(right)).Square().Sum().Sqrt();

    private static Node Loss(Node distance, [Input] Node same) =>
        same * distance.Square() + (1 - same) * (1 - distance).ReLU().Square();
}
