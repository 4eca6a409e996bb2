using Kiln.Data;

namespace Kiln.Runtime.Tests.Training;

/// <summary>Small sets of points in four overlapping clouds, for <see cref="TinyClassifier"/>.</summary>
internal static class TinyData
{
    public static IDataset Points(int count, int seed = 1)
    {
        (float[] features, int[] labels) = Arrays(count, seed);
        return Dataset.Of(count, features, labels);
    }

    public static (float[] Features, int[] Labels) Arrays(int count, int seed = 1)
    {
        Philox random = new(seed, "points");
        float[] features = new float[count * TinyClassifier.Features];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.NextInt32(TinyClassifier.Classes);
            for (int feature = 0; feature < TinyClassifier.Features; feature++)
                features[i * TinyClassifier.Features + feature] = (((labels[i] >> feature) & 1) == 0 ? 0.7f : -0.7f) + 0.5f * random.NextNormal();
        }

        return (features, labels);
    }

    public static Batch Batch(int count, int seed = 1)
    {
        (float[] features, int[] labels) = Arrays(count, seed);
        Batch batch = new([.. TinyClassifier.Info.Inputs, .. TinyClassifier.Info.Targets], count);
        features.CopyTo(batch.Write<float>(0));
        labels.CopyTo(batch.Write<int>(1));
        return batch;
    }
}
