using System.Buffers.Binary;

namespace Kiln.Package.Tests;

/// <summary>
/// Writes small image files in MNIST's format. Each class is a bright square at a place of its own, under noise: easy, so that a few steps learn it.
/// </summary>
internal static class IdxFiles
{
    private const int Side = 28;

    /// <summary>Writes images and labels, the ten classes in turn.</summary>
    public static void Write(string images, string labels, int count, uint seed)
    {
        byte[] pixels = new byte[16 + count * Side * Side], classes = new byte[8 + count];
        BinaryPrimitives.WriteUInt32BigEndian(pixels, 0x0803);
        BinaryPrimitives.WriteInt32BigEndian(pixels.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(pixels.AsSpan(8), Side);
        BinaryPrimitives.WriteInt32BigEndian(pixels.AsSpan(12), Side);
        BinaryPrimitives.WriteUInt32BigEndian(classes, 0x0801);
        BinaryPrimitives.WriteInt32BigEndian(classes.AsSpan(4), count);
        for (int sample = 0; sample < count; sample++)
        {
            int kind = sample % 10, top = kind / 5 * 14 + 3, left = kind % 5 * 5 + 1;
            classes[8 + sample] = (byte)kind;
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    // Numerical Recipes' linear congruential generator: the same noise on every machine.
                    seed = seed * 1664525 + 1013904223;
                    bool isBright = y >= top && y < top + 8 && x >= left && x < left + 5;
                    pixels[16 + (sample * Side + y) * Side + x] = (byte)((isBright ? 180 : 0) + (seed >> 26));
                }
            }
        }

        File.WriteAllBytes(images, pixels);
        File.WriteAllBytes(labels, classes);
    }

    /// <summary>The four files that a program on digits reads, under the names that the README uses.</summary>
    public static void WriteDigits(string folder)
    {
        Write(Path.Combine(folder, "train-images.gz"), Path.Combine(folder, "train-labels.gz"), count: 640, seed: 1);
        Write(Path.Combine(folder, "t10k-images.gz"), Path.Combine(folder, "t10k-labels.gz"), count: 100, seed: 2);
    }
}
