namespace Kiln.Data;

public static partial class Dataset
{
    /// <summary>
    /// Pictures and classes of CIFAR-10 in binary form (Krizhevsky 2009). Column 0: float <c>[3, 32, 32]</c>, pixels divided by 255; column 1: int, the class.
    /// </summary>
    /// <param name="paths">The files, such as <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c>, one after the other.</param>
    /// <exception cref="ArgumentException">No file was given.</exception>
    /// <exception cref="InvalidDataException">A file has the wrong content; the message names the file, what was expected and what was found.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static IDataset Cifar10(params ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty) throw new ArgumentException("Give at least one file.", nameof(paths));
        return Cifar(paths, [10], wanted: 0);
    }

    /// <summary>
    /// Pictures and classes of CIFAR-100 in binary form (Krizhevsky 2009). Column 0: float <c>[3, 32, 32]</c>, pixels divided by 255; column 1: int, the class.
    /// </summary>
    /// <param name="path"><c>train.bin</c> or <c>test.bin</c>.</param>
    /// <param name="coarse">Whether the classes are the 20 coarse ones instead of the 100 fine ones.</param>
    /// <exception cref="InvalidDataException">The file has the wrong content; the message names the file, what was expected and what was found.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IDataset Cifar100(string path, bool coarse = false) => Cifar([path], [20, 100], wanted: coarse ? 0 : 1);

    private static TableDataset Cifar(ReadOnlySpan<string> paths, ReadOnlySpan<int> classes, int wanted)
    {
        List<byte> pixels = [];
        List<int> labels = [];
        foreach (string path in paths) CifarFile.Read(path, classes, wanted, pixels, labels);
        return new TableDataset(labels.Count,
        [
            new PixelReader(new TensorInfo("images", [CifarFile.Channels, CifarFile.Side, CifarFile.Side], typeof(float)), [.. pixels]),
            new ArrayReader<int>(new TensorInfo("labels", [1], typeof(int)), [.. labels]),
        ]);
    }
}
