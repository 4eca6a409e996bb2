using Kiln.Data;

namespace Edge;

/// <summary>Draws one sample of a class.</summary>
internal delegate void Draw(Random random, int label, Span<float> sample);

/// <summary>Makes datasets of drawn samples: the same seed draws the same ones everywhere.</summary>
internal static class Drawing
{
    /// <summary>Sample i is of the class i modulo <paramref name="classes"/>, so all classes are equally frequent; the trainer shuffles.</summary>
    public static (float[] Samples, int[] Labels) Make(int seed, int count, int size, int classes, Draw draw)
    {
        float[] samples = new float[count * size];
        int[] labels = new int[count];
        Parallel.For(0, count, i => draw(new Random((seed * 1_000_003) + i), labels[i] = i % classes, samples.AsSpan(i * size, size)));
        return (samples, labels);
    }

    /// <summary>The same as a dataset of samples and labels.</summary>
    public static IDataset Classes(int seed, int count, int size, int classes, Draw draw)
    {
        (float[] samples, int[] labels) = Make(seed, count, size, classes, draw);
        return Dataset.Of(count, samples, labels);
    }

    /// <summary>A normal random number (Box and Muller 1958).</summary>
    public static double Normal(this Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A uniform random number.</summary>
    public static double Between(this Random random, double low, double high) => low + ((high - low) * random.NextDouble());
}
