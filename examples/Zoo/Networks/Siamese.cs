using Kiln;

namespace Zoo;

/// <summary>
/// Chopra et al. 2005, figure 1: one embedding for both images, trained so that equal ones are near and others at least a margin apart
/// (the contrastive loss of Hadsell et al. 2006, eq. 4, margin 1).
/// </summary>
[Network]
public sealed partial class Siamese
{
    [Entry, Conv2D(32, kernel: 3), ReLU, MaxPool2D(2), Flatten, Dense(64)]
    private static partial Node Embed([Input(1, 28, 28)] Node x);

    private static Node Build([Input(1, 28, 28)] Node left, [Input(1, 28, 28)] Node right) =>
        (Embed(left) - Embed(right)).Square().Sum().Sqrt();

    private static Node Loss(Node distance, [Input] Node same) =>
        same * distance.Square() + (1 - same) * (1 - distance).ReLU().Square();
}
