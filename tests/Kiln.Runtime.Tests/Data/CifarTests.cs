using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public sealed class CifarTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reads_the_records_of_all_files_in_order()
    {
        string first = folder.Write("data_batch_1.bin", [.. Record([7], 1), .. Record([0], 2)]), second = folder.Write("data_batch_2.bin", Record([9], 3));
        IDataset data = Dataset.Cifar10(first, second);
        Assert.Equal(3, data.Count);
        Assert.Equal([3, 32, 32], data.Columns[0].Shape);
        Batch batch = new(data.Columns, 3);
        data.Read([2, 0, 1], batch);
        Assert.Equal([9, 7, 0], batch.Read<int>(1).ToArray());
        Assert.Equal([.. new[] { 3, 1, 2 }.SelectMany(Picture).Select(pixel => pixel / 255f)], batch.Read<float>(0).ToArray());
    }

    [Fact]
    public void A_hundred_classes_or_twenty()
    {
        string path = folder.Write("train.bin", [.. Record([3, 81], 1), .. Record([19, 99], 2)]);
        Assert.Equal([81, 99], Labels(Dataset.Cifar100(path)));
        Assert.Equal([3, 19], Labels(Dataset.Cifar100(path, coarse: true)));
    }

    /// <summary>Name, labels per record, the damaged file, what the message must say.</summary>
    public static TheoryData<string, int, byte[], string> Malformed => new()
    {
        { "empty", 1, [], "found 0 bytes" },
        { "one-byte", 1, [5], "0 records and 1 bytes" },
        { "cut", 1, Record([5], 1)[..^1], "0 records and 3072 bytes" },
        { "cut-in-the-second", 1, [.. Record([5], 1), 3, 0], "1 records and 2 bytes" },
        { "one-too-many", 1, [.. Record([5], 1), 3], "1 records and 1 bytes" },
        { "label", 1, Record([10], 1), "from 0 to 9 at byte 0, in record 0; found 10" },
        { "label-of-the-second", 1, [.. Record([1], 1), .. Record([255], 1)], "at byte 3073, in record 1; found 255" },
        { "a-hundred-classes", 1, Record([3, 81], 1), "records of 3073 bytes" },
        { "ten-classes", 2, Record([3], 1), "records of 3074 bytes" },
        { "coarse", 2, Record([20, 1], 1), "from 0 to 19 at byte 0" },
        { "fine", 2, Record([19, 100], 1), "from 0 to 99 at byte 1, in record 0; found 100" },
        { "archive", 1, [0x1F, 0x8B, 8, 0], "of the binary version, unpacked" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public void Malformed_files_are_named(string name, int labels, byte[] content, string message)
    {
        string path = folder.Write(name, content);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => labels == 1 ? Dataset.Cifar10(path) : Dataset.Cifar100(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_an_error_of_files()
    {
        Assert.Throws<FileNotFoundException>(() => Dataset.Cifar10(folder.Write("nothing.bin", []) + "x"));
        Assert.Throws<ArgumentException>("paths", () => Dataset.Cifar10());
    }

    private static byte[] Record(byte[] labels, int picture) => [.. labels, .. Picture(picture)];

    private static byte[] Picture(int number) => [.. Enumerable.Range(0, 3072).Select(i => (byte)(i * 31 + number))];

    private static int[] Labels(IDataset data)
    {
        Batch batch = new(data.Columns, data.Count);
        data.Read([.. Enumerable.Range(0, data.Count)], batch);
        return batch.Read<int>(1).ToArray();
    }
}
