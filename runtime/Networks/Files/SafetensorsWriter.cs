using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Kiln;

/// <summary>Completes a header, in place.</summary>
internal delegate void SealHeader(Span<byte> header);

/// <summary>Writes the safetensors format.</summary>
internal static class SafetensorsWriter
{
    // The reference writer pads the header with spaces so that the data starts at a multiple of 8.
    private const int DataAlignment = 8;

    public static void Write(Stream stream, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata, SealHeader? seal)
    {
        Check(tensors);
        ArrayBufferWriter<byte> written = new();
        using (Utf8JsonWriter json = new(written))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(json, metadata);
            long offset = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                WriteTensor(json, tensor, offset);
                offset += tensor.Data.Length;
            }

            json.WriteEndObject();
        }

        byte[] header = new byte[written.WrittenCount + ((DataAlignment - written.WrittenCount % DataAlignment) % DataAlignment)];
        written.WrittenSpan.CopyTo(header);
        header.AsSpan(written.WrittenCount).Fill((byte)' ');
        if (header.Length > Safetensors.MaximumHeaderBytes)
            throw new ArgumentException(
                $"The header would take {header.Length} bytes; the format allows {Safetensors.MaximumHeaderBytes}. Use fewer tensors or less metadata.",
                nameof(tensors));

        seal?.Invoke(header);
        Span<byte> length = stackalloc byte[Safetensors.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (SafetensorsTensor tensor in tensors) stream.Write(tensor.Data.Span);
    }

    private static void Check(IReadOnlyList<SafetensorsTensor> tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal) { Safetensors.MetadataName };
        foreach (SafetensorsTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"The name '{tensor.Name}' occurs twice or is reserved.", nameof(tensors));
            long bytes = tensor.Shape.Aggregate((long)tensor.Type.Bytes, (product, size) => checked(product * size));
            if (bytes != tensor.Data.Length)
                throw new ArgumentException(
                    $"'{tensor.Name}' of shape {Shapes.Format(tensor.Shape)} takes {bytes} bytes, got {tensor.Data.Length}.", nameof(tensors));
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(Safetensors.MetadataName);
        // Sorted, so that equal contents give equal files.
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.Name);
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Data.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
