using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Kiln;

/// <summary>
/// Reads the safetensors format from an untrusted file: everything is checked before it is used, and nothing large is
/// allocated on a header's word alone.
/// </summary>
internal sealed class SafetensorsReader(Stream stream, string source)
{
    private const int ReadAtOnce = 1 << 20;

    private readonly byte[] _start = new byte[ForeignFile.Bytes];
    private int _started;

    public SafetensorsFile Read()
    {
        byte[] header = ReadOwnHeader();
        (List<SafetensorsEntry> entries, Dictionary<string, string> metadata) = ParseHeader(header);
        entries.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        CheckLayout(entries);

        List<SafetensorsTensor> tensors = [];
        foreach (SafetensorsEntry entry in entries)
            tensors.Add(new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, ReadBytes(entry.Length, $"tensor '{FileText.Shown(entry.Name)}'")));
        if (stream.ReadByte() >= 0)
            throw Malformed($"data follows after the last tensor, which ends at byte {(entries.Count == 0 ? 0 : entries[^1].End)} of the data");
        return new SafetensorsFile(tensors, metadata, header);
    }

    private byte[] ReadOwnHeader()
    {
        try
        {
            return ReadHeader();
        }
        catch (WeightsException error) when (ForeignFile.Recognise(Start()) is var (kind, remedy))
        {
            string detail = error.Message[(source.Length + ": ".Length)..];
            throw new WeightsException($"{source}: this is not a safetensors file, but {kind}; {remedy}. As safetensors: {detail}", error);
        }
    }

    private byte[] ReadHeader()
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(Safetensors.LengthBytes, "the header length"));
        if (length > Safetensors.MaximumHeaderBytes)
            throw Malformed($"the header length is {length}; at most {Safetensors.MaximumHeaderBytes} bytes are allowed");
        if (length < 2) throw Malformed($"the header length is {length}; the shortest header, {{}}, has 2 bytes");
        byte[] header = ReadBytes((long)length, "the header");
        if (header[0] != (byte)'{') throw Malformed("the header does not start with '{'");
        if (!Utf8.IsValid(header)) throw Malformed("the header is not valid UTF-8");
        return header;
    }

    private (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) ParseHeader(byte[] header)
    {
        try
        {
            return new SafetensorsHeader(source).Parse(header);
        }
        catch (JsonException error)
        {
            throw new WeightsException($"{source}: the header is not valid JSON: {FileText.Message(error)}", error);
        }
        catch (InvalidOperationException error)
        {
            // How Utf8JsonReader reports an escaped lone surrogate.
            throw new WeightsException($"{source}: the header holds a string that is not valid text: {FileText.Message(error)}", error);
        }
    }

    /// <summary>The format demands that the tensors' bytes follow each other without holes or overlaps, to the end of the file.</summary>
    private void CheckLayout(List<SafetensorsEntry> entries)
    {
        long end = 0;
        string before = "the start of the data";
        foreach (SafetensorsEntry entry in entries)
        {
            string tensor = $"tensor '{FileText.Shown(entry.Name)}'";
            if (entry.Begin < end) throw Malformed($"{tensor} starts at byte {entry.Begin} and overlaps {before}, which ends at byte {end}");
            if (entry.Begin > end) throw Malformed($"{tensor} starts at byte {entry.Begin}, which leaves a hole after {before} at byte {end}");
            end = entry.End;
            before = tensor;
        }

        if (!stream.CanSeek) return;
        long present = stream.Length - stream.Position;
        if (entries.Find(entry => entry.End > present) is { } cut)
        {
            string tensor = $"tensor '{FileText.Shown(cut.Name)}'";
            throw Malformed($"{tensor} ends at byte {cut.End}, beyond the end of the data, which has {present} bytes; the file is cut short");
        }
    }

    // If the end is known, a false length fails first; otherwise the buffer grows with the data that really arrives.
    private byte[] ReadBytes(long count, string what)
    {
        if (count > Array.MaxLength) throw Malformed($"{what} takes {count} bytes; at most {Array.MaxLength} can be read");
        if (stream.CanSeek && stream.Length - stream.Position < count)
            throw Malformed($"the file ends within {what}: expected {count} bytes, got {Math.Max(0, stream.Length - stream.Position)}");
        byte[] bytes = new byte[stream.CanSeek ? count : Math.Min(count, ReadAtOnce)];
        int filled = 0;
        while (filled < count)
        {
            if (filled == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            int read = stream.Read(bytes.AsSpan(filled));
            if (read == 0) throw Malformed($"the file ends within {what}: expected {count} bytes, got {filled}");
            Remember(bytes.AsSpan(filled, read));
            filled += read;
        }

        return bytes;
    }

    /// <summary>The first bytes of the file, as many as tell its kind.</summary>
    private ReadOnlySpan<byte> Start()
    {
        int read;
        while (_started < _start.Length && (read = stream.Read(_start.AsSpan(_started))) > 0) _started += read;
        return _start.AsSpan(0, _started);
    }

    private void Remember(ReadOnlySpan<byte> read)
    {
        int wanted = Math.Min(read.Length, _start.Length - _started);
        read[..wanted].CopyTo(_start.AsSpan(_started));
        _started += wanted;
    }

    private WeightsException Malformed(string problem) => new($"{source}: {problem}.");
}
