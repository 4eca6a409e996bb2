using Kiln.Data;

namespace Programs;

/// <summary>Points around one centre for each class, the classes in turn.</summary>
internal static class Points
{
    public static IDataset Create(int classes, int features, int count)
    {
        float[] points = new float[count * features];
        int[] labels = new int[count];
        for (int sample = 0; sample < count; sample++)
        {
            labels[sample] = sample % classes;
            for (int feature = 0; feature < features; feature++)
            {
                float centre = feature % classes == labels[sample] ? 1 : 0;
                points[sample * features + feature] = centre + 0.2f * MathF.Sin(sample * 12.9898f + feature * 78.233f);
            }
        }

        return Dataset.Of(count, points, labels);
    }
}
