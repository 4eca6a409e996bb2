using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Kiln.Data;

/// <summary>
/// An IDX file of unsigned bytes: two zero bytes, the element type (8), the number of dimensions, each dimension as a big-endian
/// 32-bit integer, then the elements, last dimension fastest. Gzip is recognised by its magic bytes, not by the file's name.
/// </summary>
internal sealed class IdxFile
{
    private const byte UnsignedByte = 0x08;

    // Deflate codes at most 258 bytes in 2 bits, so no honest file expands more than 1032 times.
    private const long MaxExpansion = 1032;

    private IdxFile(int[] sizes, byte[] values)
    {
        Sizes = sizes;
        Values = values;
    }

    /// <summary>The dimensions.</summary>
    public int[] Sizes { get; }

    /// <summary>The elements, last dimension fastest.</summary>
    public byte[] Values { get; }

    /// <summary>Reads a whole file, checking every byte of its header and its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it should hold, for messages.</param>
    /// <param name="minRank">Fewest dimensions.</param>
    /// <param name="maxRank">Most dimensions.</param>
    /// <exception cref="InvalidDataException">The file is something else, too short or too long.</exception>
    public static IdxFile Read(string path, string content, int minRank, int maxRank)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        bool compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        if (!compressed) return Read(file, path, content, minRank, maxRank, file.Length, compressed: false);
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        return Read(unpacked, path, content, minRank, maxRank, file.Length * MaxExpansion, compressed: true);
    }

    private static IdxFile Read(Stream stream, string path, string content, int minRank, int maxRank, long maxLength, bool compressed)
    {
        Span<byte> magic = stackalloc byte[4];
        int came = Fill(stream, magic, path);
        if (came < magic.Length)
            throw Error(path, "the 4 magic bytes of an IDX file", Invariant($"the end of the file after {came} bytes"), "Download the file again.");
        if (magic[0] != 0 || magic[1] != 0)
            throw Error(
                path, "an IDX file, which begins with two zero bytes", Invariant($"0x{magic[0]:X2} 0x{magic[1]:X2}"),
                $"Give the path of the {content} in IDX format, compressed with gzip or not.");
        if (magic[2] != UnsignedByte)
            throw Error(
                path, "element type 0x08 (unsigned byte)", Invariant($"0x{magic[2]:X2}{ElementName(magic[2])}"),
                $"Give the IDX file of the {content}, stored as unsigned bytes.");
        int rank = magic[3];
        if (rank < minRank || rank > maxRank)
            throw Error(
                path, minRank == maxRank ? Invariant($"{content} with {minRank} dimension(s)") : Invariant($"{content} with {minRank} or {maxRank} dimensions"),
                Invariant($"{rank}"), "Are the paths of images and labels swapped?");

        int[] sizes = new int[rank];
        long length = 1;
        Span<byte> field = stackalloc byte[4];
        for (int axis = 0; axis < rank; axis++)
        {
            came = Fill(stream, field, path);
            if (came < field.Length)
                throw Error(
                    path, Invariant($"{rank} dimensions of 4 bytes each"), Invariant($"the end of the file in dimension {axis} of the header"),
                    "Download the file again.");
            sizes[axis] = BinaryPrimitives.ReadInt32BigEndian(field);
            if (sizes[axis] < 1)
                throw Error(
                    path, Invariant($"dimension {axis} to be at least 1"), Invariant($"{sizes[axis]}"), "The header is damaged: download the file again.");
            length *= sizes[axis];
            if (length > Array.MaxLength)
                throw Error(
                    path, Invariant($"at most {Array.MaxLength} elements"), $"dimensions {Dimensions(sizes[..(axis + 1)])}",
                    "Split the file into smaller ones, or check its header.");
        }

        // Before allocating: a header of 16 bytes must not cost two gigabytes.
        int header = 4 + 4 * rank;
        if (header + length > maxLength)
            throw Error(
                path, Invariant($"{length} elements after the header, for dimensions {Dimensions(sizes)}"),
                compressed ? Invariant($"a gzip file too small to hold more than {maxLength} bytes") : Invariant($"{maxLength - header}"),
                "The file is truncated or its header damaged: download it again.");
        byte[] values = GC.AllocateUninitializedArray<byte>((int)length);
        came = Fill(stream, values, path);
        if (came < values.Length)
            throw Error(
                path, Invariant($"{length} elements after the header, for dimensions {Dimensions(sizes)}"), Invariant($"{came}"),
                "The file is truncated: download it again.");
        if (Fill(stream, field[..1], path) > 0)
            throw Error(
                path, Invariant($"the end of the file after {length} elements, for dimensions {Dimensions(sizes)}"), "more data",
                "The header is damaged, or something was appended to the file.");
        return new IdxFile(sizes, values);
    }

    /// <summary>Reads up to the buffer's end or the file's; returns how many bytes came.</summary>
    private static int Fill(Stream stream, Span<byte> buffer, string path)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            // From the decompressor, which does not know the file.
            throw Error(path, "intact gzip data", $"damaged or truncated data ({exception.Message})", "Download the file again.");
        }
    }

    private static string ElementName(byte code) => code switch
    {
        0x09 => " (signed byte)",
        0x0B => " (short)",
        0x0C => " (int)",
        0x0D => " (float)",
        0x0E => " (double)",
        _ => "",
    };

    private static string Dimensions(int[] sizes) => string.Join(" x ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static InvalidDataException Error(string path, string expected, string found, string advice) =>
        new($"{path}: expected {expected}, found {found}. {advice}");
}
