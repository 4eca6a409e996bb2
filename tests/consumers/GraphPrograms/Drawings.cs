/// <summary>Small data sets with something to learn, the same in every run.</summary>
internal static class Drawings
{
    /// <summary>Bright ellipses on a noisy ground, and the mask of where they are.</summary>
    public static (float[] Images, float[] Masks) Cells(int count, int size, int seed)
    {
        var random = new Random(seed);
        float[] images = new float[count * size * size], masks = new float[images.Length];
        for (int n = 0; n < count; n++)
        {
            Span<float> image = images.AsSpan(n * size * size, size * size), mask = masks.AsSpan(n * size * size, size * size);
            for (int cell = 0; cell < 4; cell++)
            {
                double x = random.Next(size), y = random.Next(size), a = 8 + random.Next(14), b = 8 + random.Next(14);
                for (int i = 0; i < mask.Length; i++)
                {
                    double dx = ((i % size) - x) / a, dy = ((i / size) - y) / b;
                    if ((dx * dx) + (dy * dy) < 1) mask[i] = 1;
                }
            }

            for (int i = 0; i < image.Length; i++) image[i] = (float)((mask[i] * 0.8) + (random.NextDouble() * 0.6));
        }

        return (images, masks);
    }

    /// <summary>One of ten figures (a grid of strokes chosen by the class), moved and with noise, 28 x 28, in [0, 1].</summary>
    public static (float[] Images, int[] Labels) Figures(int count, int seed)
    {
        const int Size = 28;
        var random = new Random(seed);
        float[] images = new float[count * Size * Size];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            int label = labels[n] = random.Next(10), left = 4 + random.Next(5), top = 4 + random.Next(5);
            Span<float> image = images.AsSpan(n * Size * Size, Size * Size);
            var strokes = new Random(label);
            for (int stroke = 0; stroke < 3; stroke++)
            {
                int row = strokes.Next(12), column = strokes.Next(12), length = 6 + strokes.Next(6), across = strokes.Next(2);
                for (int i = 0; i < length; i++)
                {
                    int y = top + Math.Min(15, row + (across == 0 ? i : 0)), x = left + Math.Min(15, column + (across == 1 ? i : 0));
                    image[(y * Size) + x] = image[(y * Size) + x + 1] = 0.9f;
                }
            }

            for (int i = 0; i < image.Length; i++) image[i] = Math.Clamp(image[i] + (float)(random.NextDouble() * 0.1), 0, 1);
        }

        return (images, labels);
    }

    /// <summary>Numbers in [0, 1).</summary>
    public static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
    }
}
