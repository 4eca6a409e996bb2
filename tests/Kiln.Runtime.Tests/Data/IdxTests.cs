using System.Buffers.Binary;
using System.IO.Compression;
using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_images_and_labels_whatever_the_name_says(bool compressed)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 4 * 5).Select(i => (byte)(i * 4))];
        // The names say the opposite of what the files are.
        string images = folder.Write(compressed ? "images" : "images.gz", Pack(Idx([3, 4, 5], pixels), compressed));
        string labels = folder.Write(compressed ? "labels" : "labels.gz", Pack(Idx([3], [7, 0, 255]), compressed));
        IDataset data = Dataset.Idx(images, labels);

        Assert.Equal(3, data.Count);
        Assert.Equal([1, 4, 5], data.Columns[0].Shape);
        Assert.Equal([typeof(float), typeof(int)], data.Columns.Select(column => column.Element));
        Batch batch = new(data.Columns, 2);
        data.Read([2, 0], batch);
        Assert.Equal([.. pixels[40..].Concat(pixels[..20]).Select(pixel => pixel / 255f)], batch.Read<float>(0).ToArray());
        Assert.Equal([255, 7], batch.Read<int>(1).ToArray());
    }

    [Fact]
    public void Four_dimensions_are_channels_first()
    {
        string images = folder.Write("images", Idx([2, 3, 2, 2], new byte[24])), labels = folder.Write("labels", Idx([2], new byte[2]));
        Assert.Equal([3, 2, 2], Dataset.Idx(images, labels).Columns[0].Shape);
    }

    /// <summary>Name, the damaged file, what the message must say was expected and found.</summary>
    public static TheoryData<string, byte[], string, string> MalformedImages => new()
    {
        { "empty", [], "4 magic bytes", "end of the file after 0 bytes" },
        { "cut-in-magic", [0, 0, 8], "4 magic bytes", "end of the file after 3 bytes" },
        { "png", [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 0], "two zero bytes", "0x89 0x50" },
        { "second-byte", Changed(1, 1), "two zero bytes", "0x00 0x01" },
        { "little-endian", [3, 8, 0, 0, 2, 0, 0, 0], "two zero bytes", "0x03 0x08" },
        { "float-elements", Changed(2, 0x0D), "0x08 (unsigned byte)", "0x0D (float)" },
        { "unknown-elements", Changed(2, 0x42), "0x08 (unsigned byte)", "0x42" },
        { "labels-instead", Idx([2], [1, 2]), "images with 3 or 4 dimensions", "found 1" },
        { "rank-zero", [0, 0, 8, 0], "images with 3 or 4 dimensions", "found 0" },
        { "rank-five", Idx([1, 1, 1, 1, 1], [0]), "images with 3 or 4 dimensions", "found 5" },
        { "cut-in-sizes", Good[..10], "3 dimensions of 4 bytes each", "end of the file in dimension 1" },
        { "no-images", Idx([0, 2, 2], []), "dimension 0 to be at least 1", "found 0" },
        { "no-height", Idx([2, 0, 2], []), "dimension 1 to be at least 1", "found 0" },
        { "negative-width", Idx([2, 2, -1], []), "dimension 2 to be at least 1", "found -1" },
        { "overflowing", Idx([65536, 65536, 65536], []), "at most 2147483591 elements", "65536 x 65536" },
        { "two-gigabytes-claimed", Idx([2_000_000, 32, 32], [1, 2, 3]), "2048000000 elements", "found 3" },
        { "truncated", Good[..^1], "8 elements after the header, for dimensions 2 x 2 x 2", "found 7" },
        { "header-only", Good[..16], "8 elements after the header", "found 0" },
        { "trailing", [.. Good, 9], "end of the file after 8 elements", "more data" },
        { "gzip-magic-only", [0x1F, 0x8B], "4 magic bytes", "end of the file after 0 bytes" },
        { "gzip-of-nothing", Pack([], true), "4 magic bytes", "end of the file after 0 bytes" },
        { "gzip-truncated", Pack(Noise, true)[..200], "", "truncated" },
        { "gzip-damaged", Damaged(Pack(Noise, true)), "intact gzip data", "damaged" },
        { "gzip-wrong-checksum", WrongChecksum(Pack(Good, true)), "intact gzip data", "damaged" },
        { "gzip-elements-missing", Pack(Good[..^1], true), "8 elements after the header", "found 7" },
        { "gzip-trailing", Pack([.. Good, 9], true), "end of the file after 8 elements", "more data" },
        { "gzip-two-gigabytes-claimed", Pack(Idx([2_000_000, 32, 32], [1, 2, 3]), true), "2048000000 elements", "too small" },
    };

    [Theory]
    [MemberData(nameof(MalformedImages))]
    public void Malformed_images_are_refused_with_the_reason(string name, byte[] file, string expected, string found)
    {
        string images = folder.Write(name, file), labels = folder.Write("labels", Idx([2], [0, 1]));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Dataset.Idx(images, labels));
        Assert.StartsWith(images + ": expected ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "as many labels as", "found 3")]
    [InlineData(1, "as many labels as", "found 1")]
    public void Labels_that_do_not_match_are_refused(int count, string expected, string found)
    {
        string images = folder.Write("images", Good), labels = folder.Write("labels", Idx([count], new byte[count]));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Dataset.Idx(images, labels));
        Assert.StartsWith(labels + ": expected ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(images + " has images, 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_in_the_place_of_labels_are_refused()
    {
        string images = folder.Write("images", Good);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Dataset.Idx(images, images));
        Assert.Contains("expected labels with 1 dimension(s), found 3. Are the paths of images and labels swapped?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere", Assert.ThrowsAny<IOException>(() => Dataset.Idx("nowhere-images", "nowhere-labels")).Message, StringComparison.Ordinal);

    [Fact]
    public void Reads_fashion_mnist()
    {
        IDataset data = Dataset.Idx(
            SharedFiles.Shared("data/fashion-mnist/t10k-images-idx3-ubyte.gz"), SharedFiles.Shared("data/fashion-mnist/t10k-labels-idx1-ubyte.gz"));
        Assert.Equal(10_000, data.Count);
        Assert.Equal([1, 28, 28], data.Columns[0].Shape);
        int[] classes = new int[10];
        double sum = 0;
        foreach (Batch batch in data.Batches(256))
        {
            foreach (int label in batch.Read<int>(1)) classes[label]++;
            foreach (float pixel in batch.Read<float>(0)) sum += pixel;
        }

        Assert.All(classes, count => Assert.Equal(1000, count));
        Assert.Equal(0.2868, sum / 7_840_000, 1e-3);
    }

    private static byte[] Good => Idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);

    /// <summary>Does not compress, so cuts and changes fall into the data.</summary>
    private static byte[] Noise
    {
        get
        {
            byte[] noise = new byte[2 * 20 * 20];
            new Random(1).NextBytes(noise);
            return Idx([2, 20, 20], noise);
        }
    }

    private static byte[] Idx(int[] sizes, byte[] values)
    {
        byte[] file = new byte[4 + 4 * sizes.Length + values.Length];
        file[2] = 8;
        file[3] = (byte)sizes.Length;
        for (int axis = 0; axis < sizes.Length; axis++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * axis), sizes[axis]);
        values.CopyTo(file.AsSpan(4 + 4 * sizes.Length));
        return file;
    }

    private static byte[] Changed(int index, byte value)
    {
        byte[] file = Good;
        file[index] = value;
        return file;
    }

    private static byte[] Pack(byte[] file, bool compressed)
    {
        if (!compressed) return file;
        MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal)) stream.Write(file);
        return packed.ToArray();
    }

    private static byte[] Damaged(byte[] file)
    {
        // A stored block's length and its complement no longer agree, or a code table is impossible.
        for (int i = 10; i < 20; i++) file[i] ^= 0xFF;
        return file;
    }

    private static byte[] WrongChecksum(byte[] file)
    {
        file[^8] ^= 1;
        return file;
    }
}
