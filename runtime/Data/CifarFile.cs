using System.Globalization;

namespace Kiln.Data;

/// <summary>
/// A CIFAR file in binary form (Krizhevsky 2009): records of one label (CIFAR-10) or of a coarse and a fine one (CIFAR-100), each a byte, and 3072 bytes of
/// red, green and blue, each 32 x 32 row by row.
/// </summary>
internal static class CifarFile
{
    public const int Side = 32, Channels = 3, Pixels = Channels * Side * Side;

    /// <summary>Appends the pixels and one of the labels of all records.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The number of classes of each label.</param>
    /// <param name="wanted">Which label is kept.</param>
    /// <param name="pixels">Receives 3072 bytes for each record.</param>
    /// <param name="labels">Receives a label for each record.</param>
    /// <exception cref="InvalidDataException">The length is not that of whole records, or a label is out of range.</exception>
    public static void Read(string path, ReadOnlySpan<int> classes, int wanted, List<byte> pixels, List<int> labels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = File.ReadAllBytes(path);
        int record = classes.Length + Pixels;
        if (bytes.Length == 0 || bytes.Length % record != 0)
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: expected records of {record} bytes, {Labels(classes.Length)} and 32 x 32 pixels of 3 colours; found {bytes.Length} bytes, which are "
                + $"{bytes.Length / record} records and {bytes.Length % record} bytes. Give a file of the binary version, unpacked; was it downloaded whole?"));
        for (int at = 0; at < bytes.Length; at += record)
        {
            for (int label = 0; label < classes.Length; label++)
            {
                if (bytes[at + label] < classes[label]) continue;
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: expected a label from 0 to {classes[label] - 1} at byte {at + label}, in record {at / record}; found {bytes[at + label]}. "
                    + $"Is this a file of CIFAR-{(classes.Length == 1 ? 10 : 100)}?"));
            }

            labels.Add(bytes[at + wanted]);
            pixels.AddRange(bytes.AsSpan(at + classes.Length, Pixels));
        }
    }

    private static string Labels(int count) => count == 1 ? "a label" : "two labels";
}
