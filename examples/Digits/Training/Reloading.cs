using Kiln.Data;

namespace Digits;

/// <summary>Saves the weights, loads them into a fresh network, and compares the outputs of both on every test image.</summary>
internal static class Reloading
{
    public static ReloadResult Run(LeNet5 net, IDataset test, string path)
    {
        net.Save(path);

        // Other initial weights, so that a load that does nothing cannot pass.
        LeNet5 loaded = new(net.MaxBatch, seed: 987_654_321);
        loaded.Load(path);

        float[] expected = new float[net.MaxBatch * LeNet5.OutputSize], actual = new float[expected.Length];
        int compared = 0, different = 0;
        foreach (Batch batch in test.Batches(net.MaxBatch))
        {
            int count = batch.Count * LeNet5.OutputSize;
            net.Forward(batch.Read<float>(0), expected.AsSpan(0, count));
            loaded.Forward(batch.Read<float>(0), actual.AsSpan(0, count));
            compared += count;
            different += CountDifferences(expected.AsSpan(0, count), actual.AsSpan(0, count));
        }

        return new(path, new FileInfo(path).Length, compared, different);
    }

    /// <summary>Compares bit patterns: a NaN equals itself, and 0 differs from -0.</summary>
    public static int CountDifferences(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        int different = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                different++;
        }

        return different;
    }
}
