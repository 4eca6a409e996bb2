using System.Buffers.Binary;

namespace Kiln;

/// <summary>An element type of the safetensors format: its name there, its size, and how to read it as float where that is possible.</summary>
internal sealed class SafetensorsType
{
    private readonly Reader? _toSingle;

    private SafetensorsType(string name, int bytes, Reader? toSingle = null)
    {
        Name = name;
        Bytes = bytes;
        _toSingle = toSingle;
    }

    private delegate float Reader(ReadOnlySpan<byte> element);

    public static SafetensorsType F32 { get; } = new("F32", 4, BinaryPrimitives.ReadSingleLittleEndian);

    public static SafetensorsType F64 { get; } = new("F64", 8, bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes));

    public static SafetensorsType F16 { get; } = new("F16", 2, bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes));

    // The upper half of a single.
    public static SafetensorsType BF16 { get; } = new("BF16", 2, bytes => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16));

    public static SafetensorsType U8 { get; } = new("U8", 1);

    public static SafetensorsType I8 { get; } = new("I8", 1);

    public static SafetensorsType I32 { get; } = new("I32", 4);

    /// <summary>All types whose elements are whole bytes.</summary>
    public static SafetensorsType[] All { get; } =
    [
        F32, F64, F16, BF16, U8, I8, I32,
        new("I16", 2), new("U16", 2), new("U32", 4), new("I64", 8), new("U64", 8),
        new("BOOL", 1), new("F8_E4M3", 1), new("F8_E5M2", 1), new("F8_E8M0", 1), new("C64", 8),
    ];

    public string Name { get; }

    public int Bytes { get; }

    public bool IsReal => _toSingle is not null;

    /// <summary>Converts elements to floats, rounding where a float is narrower; for <see cref="IsReal"/> types.</summary>
    public void ToSingles(ReadOnlySpan<byte> data, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = _toSingle!(data.Slice(i * Bytes, Bytes));
    }

    public override string ToString() => Name;
}
