using Kiln;
using Kiln.Data;

namespace Edge;

/// <summary>How well a network does, from 0 to 1.</summary>
internal static class Scores
{
    /// <summary>The share of samples whose largest output is that of their class.</summary>
    public static double Accuracy(Infer infer, IDataset test, int classes)
    {
        int[] labels = new int[test.Count];
        int[] answers = Answers(infer, test, classes, labels);
        return answers.Zip(labels).Count(pair => pair.First == pair.Second) / (double)test.Count;
    }

    /// <summary>The largest output for every sample; the dataset's labels go into the other span.</summary>
    public static int[] Answers(Infer infer, IDataset test, int classes, Span<int> labels)
    {
        Batch batch = new(test.Columns, 1);
        int[] answers = new int[test.Count];
        float[] outputs = new float[classes];
        for (int i = 0; i < test.Count; i++)
        {
            test.Read([i], batch);
            infer(batch.Read<float>(0), outputs);
            (answers[i], labels[i]) = (outputs.AsSpan().ArgMax(), batch.Read<int>(1)[0]);
        }

        return answers;
    }

    /// <summary>How well the mean squared difference between input and output tells samples of class 1 from those of class 0.</summary>
    public static double AreaUnderCurve(Infer infer, float[] samples, int[] labels)
    {
        int size = samples.Length / labels.Length;
        float[] copy = new float[size];
        double[] differences = new double[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> sample = samples.AsSpan(i * size, size);
            infer(sample, copy);
            for (int k = 0; k < size; k++) differences[i] += Math.Pow(copy[k] - sample[k], 2);
        }

        return AreaUnderCurve(differences, labels);
    }

    /// <summary>
    /// How well scores tell samples of class 1 from those of class 0: the area under the curve of receiver operating characteristic, as the share of pairs in
    /// the right order (Mann and Whitney 1947).
    /// </summary>
    public static double AreaUnderCurve(double[] scores, int[] labels)
    {
        double[] low = [.. scores.Where((_, i) => labels[i] == 0)], high = [.. scores.Where((_, i) => labels[i] == 1)];
        return high.Sum(one => low.Sum(other => one > other ? 1 : one == other ? 0.5 : 0)) / ((double)low.Length * high.Length);
    }
}
