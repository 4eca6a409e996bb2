using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Kiln.Peers.Int8;

/// <summary>The tensors of a quantized network's file, by name.</summary>
internal sealed class Int8File
{
    private readonly byte[] content;
    private readonly int start;
    private readonly JsonElement header;

    public Int8File(byte[] content)
    {
        this.content = content;
        start = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(content);
        using JsonDocument document = JsonDocument.Parse(content.AsMemory(sizeof(long), start - sizeof(long)));
        header = document.RootElement.Clone();
    }

    public int[] Shape(string tensor) => [.. Find(tensor).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    public T[] Values<T>(string tensor)
        where T : unmanaged
    {
        JsonElement place = Find(tensor).GetProperty("data_offsets");
        return [.. MemoryMarshal.Cast<byte, T>(content.AsSpan((start + place[0].GetInt32())..(start + place[1].GetInt32())))];
    }

    public float Scale(string value) => Values<float>(value + ".scale")[0];

    public int ZeroPoint(string value) => Values<sbyte>(value + ".zero_point")[0];

    private JsonElement Find(string tensor) => header.TryGetProperty(tensor, out JsonElement found)
        ? found
        : throw new PeerException(
            $"The quantized network has no tensor {tensor}; it has {string.Join(", ", header.EnumerateObject().Select(entry => entry.Name))}.");
}
