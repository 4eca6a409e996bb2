namespace Kiln;

/// <summary>The checksum CRC-32 of zip and PNG (ISO 3309), as Python's zlib.crc32 gives it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = MadeTable();

    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in data) remainder = Table[(byte)remainder ^ value] ^ (remainder >> 8);
        return ~remainder;
    }

    private static uint[] MadeTable()
    {
        uint[] table = new uint[256];
        for (int value = 0; value < table.Length; value++)
        {
            uint remainder = (uint)value;
            for (int bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ ((remainder & 1) * Polynomial);
            table[value] = remainder;
        }

        return table;
    }
}
