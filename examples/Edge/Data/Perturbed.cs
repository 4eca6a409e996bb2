using Kiln.Data;

namespace Edge;

/// <summary>Variations of a few samples: a little brighter or darker, with noise, within the range that the samples have.</summary>
internal static class Perturbed
{
    /// <summary>Row i varies the sample i modulo their number; the noise is a share of the range, the gain is at most that far from 1.</summary>
    public static float[] Make(ReadOnlySpan<float> samples, int size, int count, int seed, double noise = 0.05, double gain = 0.1)
    {
        float[] varied = new float[count * size];
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in samples) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        Random random = new(seed);
        for (int row = 0; row < count; row++)
        {
            double factor = 1 + random.Between(-gain, gain);
            ReadOnlySpan<float> sample = samples.Slice(row % (samples.Length / size) * size, size);
            for (int i = 0; i < size; i++)
                varied[(row * size) + i] = (float)Math.Clamp((factor * sample[i]) + (noise * (high - low) * random.Normal()), low, high);
        }

        return varied;
    }

    /// <summary>The same as a dataset whose labels are a network's own answers.</summary>
    public static IDataset Answered(float[] samples, int size, int classes, Infer network)
    {
        int[] answers = new int[samples.Length / size];
        IDataset unanswered = Dataset.Of(answers.Length, samples, answers);
        return Dataset.Of(answers.Length, samples, Scores.Answers(network, unanswered, classes, new int[answers.Length]));
    }
}
