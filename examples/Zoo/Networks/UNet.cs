using Kiln;

namespace Zoo;

/// <summary>Ronneberger et al. 2015, figure 1: down, up again, and across what the way down had seen, cropped to size.</summary>
[Network]
public sealed partial class UNet
{
    private const int Depth = 4;

    private static Node Build([Input(1, 572, 572)] Node image)
    {
        var skips = new Node[Depth];
        Node x = image;
        for (int level = 0; level < Depth; level++)
        {
            skips[level] = Twice(x, 64 << level);
            x = skips[level].MaxPool2D(2);
        }

        x = Twice(x, 64 << Depth);
        for (int level = Depth - 1; level >= 0; level--)
        {
            x = x.Conv2DTranspose(64 << level, kernel: 2, stride: 2);
            x = Twice(Node.Concat(Crop(skips[level], x.Height, x.Width), x), 64 << level);
        }

        return x.Conv2D(2, kernel: 1);
    }

    private static Node Twice(Node x, int channels) => x.Conv2D(channels, kernel: 3).ReLU().Conv2D(channels, kernel: 3).ReLU();

    private static Node Crop(Node x, int height, int width) =>
        x.Slice(1, (x.Height - height) / 2, height).Slice(2, (x.Width - width) / 2, width);
}
