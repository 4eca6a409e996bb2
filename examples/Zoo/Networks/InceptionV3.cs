using Kiln;

namespace Zoo;

/// <summary>Szegedy et al. 2016, table 1, without the auxiliary classifier.</summary>
[Network]
public sealed partial class InceptionV3
{
    private static Node Build([Input(3, 299, 299)] Node image)
    {
        Node x = image.ConvNorm(32, kernel: 3, stride: 2).ConvNorm(32, kernel: 3).ConvNorm(64, kernel: 3, padding: 1).MaxPool2D(3, stride: 2);
        x = x.ConvNorm(80, kernel: 1).ConvNorm(192, kernel: 3).MaxPool2D(3, stride: 2);
        foreach (int pool in (int[])[32, 64, 64]) x = Factorised5(x, pool);
        x = Halve35(x);
        foreach (int channels in (int[])[128, 160, 160, 192]) x = Factorised7(x, channels);
        x = Halve17(x);
        x = Wide(Wide(x));
        return x.GlobalAveragePool().Flatten().Dropout().Dense(1000);
    }

    /// <summary>Figure 5: two 3x3 in place of the 5x5.</summary>
    private static Node Factorised5(Node x, int pool) => Node.Concat(
        x.ConvNorm(64, kernel: 1),
        x.ConvNorm(48, kernel: 1).ConvNorm(64, kernel: 5, padding: 2),
        x.ConvNorm(64, kernel: 1).ConvNorm(96, kernel: 3, padding: 1).ConvNorm(96, kernel: 3, padding: 1),
        x.AveragePool2D(3, stride: 1, padding: 1).ConvNorm(pool, kernel: 1));

    /// <summary>Figure 10: the map shrinks from 35 to 17 without a bottleneck.</summary>
    private static Node Halve35(Node x) => Node.Concat(
        x.ConvNorm(384, kernel: 3, stride: 2),
        x.ConvNorm(64, kernel: 1).ConvNorm(96, kernel: 3, padding: 1).ConvNorm(96, kernel: 3, stride: 2),
        x.MaxPool2D(3, stride: 2));

    /// <summary>Figure 6 with n = 7: a 7x7 as 1x7 and 7x1.</summary>
    private static Node Factorised7(Node x, int channels) => Node.Concat(
        x.ConvNorm(192, kernel: 1),
        x.ConvNorm(channels, kernel: 1).ConvNorm(channels, [1, 7], [0, 3]).ConvNorm(192, [7, 1], [3, 0]),
        x.ConvNorm(channels, kernel: 1)
            .ConvNorm(channels, [7, 1], [3, 0])
            .ConvNorm(channels, [1, 7], [0, 3])
            .ConvNorm(channels, [7, 1], [3, 0])
            .ConvNorm(192, [1, 7], [0, 3]),
        x.AveragePool2D(3, stride: 1, padding: 1).ConvNorm(192, kernel: 1));

    /// <summary>Figure 10 again, from 17 to 8.</summary>
    private static Node Halve17(Node x) => Node.Concat(
        x.ConvNorm(192, kernel: 1).ConvNorm(320, kernel: 3, stride: 2),
        x.ConvNorm(192, kernel: 1).ConvNorm(192, [1, 7], [0, 3]).ConvNorm(192, [7, 1], [3, 0]).ConvNorm(192, kernel: 3, stride: 2),
        x.MaxPool2D(3, stride: 2));

    /// <summary>Figure 7: filters side by side widen the coarsest maps.</summary>
    private static Node Wide(Node x)
    {
        Node one = x.ConvNorm(320, kernel: 1);
        Node three = x.ConvNorm(384, kernel: 1);
        three = Node.Concat(three.ConvNorm(384, [1, 3], [0, 1]), three.ConvNorm(384, [3, 1], [1, 0]));
        Node twice = x.ConvNorm(448, kernel: 1).ConvNorm(384, kernel: 3, padding: 1);
        twice = Node.Concat(twice.ConvNorm(384, [1, 3], [0, 1]), twice.ConvNorm(384, [3, 1], [1, 0]));
        return Node.Concat(one, three, twice, x.AveragePool2D(3, stride: 1, padding: 1).ConvNorm(192, kernel: 1));
    }
}
