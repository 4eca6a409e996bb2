namespace Kiln;

/// <summary>What the header says of one tensor: bytes [Begin, End) of the data.</summary>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, List<long> Shape, long Begin, long End)
{
    public long Length => End - Begin;
}
