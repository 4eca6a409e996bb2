namespace Kiln.Edge.Tests;

/// <summary>Ronneberger et al. 2015, small and with padding: down, up again, and across what the way down had seen. Which pixels are cells?</summary>
[Network, Quantize]
internal sealed partial class UNet
{
    private const int Depth = 3, Channels = 8;

    private static Node Build([Input(1, 48, 48)] Node image)
    {
        var skips = new Node[Depth];
        Node x = image;
        for (int level = 0; level < Depth; level++)
        {
            x = skips[level] = Twice(x, Channels << level);
            x = x.MaxPool2D(2);
        }

        x = Twice(x, Channels << Depth);
        for (int level = Depth - 1; level >= 0; level--)
        {
            x = x.Conv2DTranspose(Channels << level, kernel: 2, stride: 2);
            x = Twice(Node.Concat(skips[level], x), Channels << level);
        }

        return x.Conv2D(1, kernel: 1);
    }

    private static Node Twice(Node x, int channels)
    {
        for (int i = 0; i < 2; i++)
            x = x.Conv2D(channels, kernel: 3, padding: 1, bias: false).BatchNorm().ReLU();
        return x;
    }

    private static Node Loss(Node logits, [Input(1, 48, 48)] Node mask)
    {
        Node p = logits.Sigmoid();
        Node dice = 1 - (2 * (p * mask).Sum() + 1) / (p.Sum() + mask.Sum() + 1);
        return logits.BinaryCrossEntropy(mask) + dice;
    }
}
