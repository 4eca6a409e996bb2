using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kiln;

/// <summary>Elements as files hold them, little-endian.</summary>
internal static class ModelBytes
{
    /// <summary>Copies elements of some bytes each between memory and a file's order.</summary>
    public static void Copy(ReadOnlySpan<byte> from, Span<byte> to, int elementBytes)
    {
        from.CopyTo(to);
        if (BitConverter.IsLittleEndian || elementBytes == 1) return;
        Span<int> words = MemoryMarshal.Cast<byte, int>(to[..from.Length]);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
