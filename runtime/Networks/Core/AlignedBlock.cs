using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln;

/// <summary>Floats that start on a cache line (64 bytes) and never move: a pinned array, because streaming kernels lose half their speed unaligned.</summary>
internal sealed class AlignedBlock
{
    private const int LineBytes = 64;
    private const int LineFloats = LineBytes / sizeof(float);

    private readonly float[] _storage;
    private readonly int _start;

    /// <summary>Allocates <paramref name="length"/> zeros; <paramref name="purpose"/> says what for when that is too many.</summary>
    public unsafe AlignedBlock(long length, string purpose)
    {
        if (length < 0 || length > Array.MaxLength - LineFloats)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{purpose} needs {length:N0} floats, but one block holds at most {Array.MaxLength - LineFloats:N0}; "
                + $"use a smaller maxBatch or fewer threads."));
        }

        _storage = GC.AllocateArray<float>((int)length + LineFloats, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_storage));
        _start = (int)((LineBytes - address % LineBytes) % LineBytes) / sizeof(float);
        Length = (int)length;
    }

    public int Length { get; }

    public ref float First => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start);

    public Span<float> Span => _storage.AsSpan(_start, Length);
}
