using System.Runtime.InteropServices;

namespace Kiln.Data;

/// <summary>
/// Zeroed bytes that start on a 64-byte boundary: a pinned array, so the address stays and vector loads never cross a cache line.
/// </summary>
internal readonly struct AlignedBuffer
{
    private const int Alignment = 64;

    private readonly byte[] bytes;
    private readonly int start;

    public AlignedBuffer(int length)
    {
        bytes = GC.AllocateArray<byte>(length + Alignment - 1, pinned: true);
        nuint address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        start = (int)((Alignment - address % Alignment) % Alignment);
    }

    /// <summary>The longest buffer, in bytes.</summary>
    public static int MaxLength => Array.MaxLength - (Alignment - 1);

    /// <summary>The first <paramref name="length"/> bytes.</summary>
    public Span<byte> Bytes(int length) => bytes.AsSpan(start, length);
}
