namespace Kiln;

/// <summary>The checksum CRC-32 of zip and PNG (ISO 3309), as Python's zlib.crc32 gives it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in data) remainder = Table[(byte)remainder ^ value] ^ (remainder >> 8);
        return ~remainder;
    }

    private static uint Entry(int value)
    {
        uint remainder = (uint)value;
        for (int bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ ((remainder & 1) * Polynomial);
        return remainder;
    }
}
