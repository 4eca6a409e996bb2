using Edge;
using Kiln.Data;

namespace Kiln.Edge.Tests;

/// <summary>Made-up cells under a microscope: bright ellipses in light that is not even, under noise, and a mask of their pixels.</summary>
internal sealed record Cells(float[] Images, float[] Masks)
{
    private const int Side = 48;
    private const double Noise = 0.12;

    public int Count => Images.Length / UNet.ImageSize;

    public IDataset Data => Dataset.Of(Count, Images, Masks);

    public static Cells Make(int count, int seed)
    {
        Cells cells = new(new float[count * UNet.ImageSize], new float[count * UNet.ImageSize]);
        Random random = new(seed);
        for (int i = 0; i < count; i++)
            Draw(random, cells.Images.AsSpan(i * UNet.ImageSize, UNet.ImageSize), cells.Masks.AsSpan(i * UNet.ImageSize, UNet.ImageSize));
        return cells;
    }

    private static void Draw(Random random, Span<float> image, Span<float> mask)
    {
        for (int cell = random.Next(2, 7); cell > 0; cell--)
        {
            double x = random.Between(0, Side), y = random.Between(0, Side), angle = random.Between(0, Math.PI);
            double length = random.Between(4, 9), width = random.Between(3, length);
            for (int i = 0; i < mask.Length; i++)
            {
                double across = (i % Side) - x, down = (i / Side) - y;
                double along = ((across * Math.Cos(angle)) + (down * Math.Sin(angle))) / length;
                double beside = ((down * Math.Cos(angle)) - (across * Math.Sin(angle))) / width;
                if ((along * along) + (beside * beside) < 1) mask[i] = 1;
            }
        }

        double light = random.Between(0.1, 0.5), slope = random.Between(-0.3, 0.3), contrast = random.Between(0.15, 0.4);
        for (int i = 0; i < image.Length; i++)
            image[i] = (float)(light + (slope * (i % Side) / Side) + (contrast * mask[i]) + (Noise * random.Normal()));
    }
}
