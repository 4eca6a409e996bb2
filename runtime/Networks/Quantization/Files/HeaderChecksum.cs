using System.Globalization;
using System.Text;

namespace Kiln;

/// <summary>
/// The checksum of a header of the safetensors format, which stands at its very beginning, as the first entry of its metadata: CRC-32 of all bytes behind its
/// own digits, the spaces at the end included.
/// </summary>
internal static class HeaderChecksum
{
    /// <summary>The entry of the metadata: no other name of a model file's metadata is before it in ordinal order.</summary>
    public const string Key = "crc32";

    /// <summary>Digits to write until the header is complete.</summary>
    public const string Open = "00000000";

    private static ReadOnlySpan<byte> Start => "{\"__metadata__\":{\"crc32\":\""u8;

    private static int End => Start.Length + Open.Length;

    /// <summary>Puts the checksum into a header that is complete but for its digits.</summary>
    public static void Seal(Span<byte> header) => Encoding.ASCII.GetBytes(Of(header), header[Start.Length..]);

    /// <summary>Whether a header is, byte for byte, one that was sealed.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> header) =>
        header.Length > End && header.StartsWith(Start) && Encoding.ASCII.GetString(header[Start.Length..End]) == Of(header);

    private static string Of(ReadOnlySpan<byte> header) => Crc32.Of(header[End..]).ToString("x8", CultureInfo.InvariantCulture);
}
