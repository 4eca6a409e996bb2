using System.Buffers.Binary;

namespace Kiln;

/// <summary>A tensor of a safetensors file: name, type, shape and little-endian elements in row-major order.</summary>
internal sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>A tensor of floats.</summary>
    public static SafetensorsTensor OfFloats(string name, IReadOnlyList<long> shape, ReadOnlySpan<float> values)
    {
        byte[] data = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        return new SafetensorsTensor(name, SafetensorsType.F32, shape, data);
    }

    /// <summary>A vector of bytes.</summary>
    public static SafetensorsTensor OfBytes(string name, ReadOnlySpan<byte> values) => new(name, SafetensorsType.U8, [values.Length], values.ToArray());

    /// <summary>The elements as floats; the type must be one of F32, F64, F16, BF16.</summary>
    public void CopyTo(Span<float> destination) => Type.ToSingles(Data.Span, destination);
}
