using System.IO.Compression;
using Kiln.Data;

namespace Edge;

/// <summary>CIFAR-10 (Krizhevsky 2009) in its binary format, compressed: for each image a label and 3 x 32 x 32 bytes, which stay from 0 to 255.</summary>
internal static class Cifar10
{
    public const int Classes = 10;
    private const int Pixels = 3 * 32 * 32;

    public static IDataset Read(string path)
    {
        using MemoryStream content = new();
        using (GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress)) stream.CopyTo(content);
        byte[] bytes = content.ToArray();
        int count = bytes.Length / (Pixels + 1);
        float[] images = new float[count * Pixels];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = bytes.AsSpan(i * (Pixels + 1), Pixels + 1);
            labels[i] = record[0];
            for (int k = 0; k < Pixels; k++) images[(i * Pixels) + k] = record[k + 1];
        }

        return Dataset.Of(count, images, labels);
    }
}
