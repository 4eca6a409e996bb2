using System.Text;

namespace Kiln.Peers.Int8;

/// <summary>A message of protocol buffers that is being written: fields of whole numbers, bytes and texts.</summary>
internal sealed class ProtocolMessage
{
    private const int Number = 0, Bytes = 2;

    private readonly MemoryStream stream = new();

    public ProtocolMessage With(int field, long value)
    {
        WriteNumber((uint)((field << 3) | Number));
        WriteNumber((ulong)value);
        return this;
    }

    public ProtocolMessage With(int field, ReadOnlySpan<byte> value)
    {
        WriteNumber((uint)((field << 3) | Bytes));
        WriteNumber((uint)value.Length);
        stream.Write(value);
        return this;
    }

    public ProtocolMessage With(int field, string value) => With(field, Encoding.UTF8.GetBytes(value));

    public ProtocolMessage With(int field, ProtocolMessage value) => With(field, value.ToBytes());

    public byte[] ToBytes() => stream.ToArray();

    // Seven bits a byte, the least first; the highest bit says that more follow.
    private void WriteNumber(ulong value)
    {
        for (; value >= 128; value >>= 7)
        {
            stream.WriteByte((byte)(value | 128));
        }

        stream.WriteByte((byte)value);
    }
}
