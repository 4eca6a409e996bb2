using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kiln;

/// <summary>Parses the JSON header of the safetensors format and checks each tensor by itself.</summary>
internal sealed class SafetensorsHeader(string source)
{
    private const int MaximumRank = 64;

    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> header)
    {
        Utf8JsonReader json = new(header);
        json.Read();
        while (NextProperty(ref json, out string name))
        {
            if (!_names.Add(name)) throw Malformed($"'{FileText.Shown(name)}' occurs twice in the header");
            if (name == Safetensors.MetadataName) ReadMetadata(ref json);
            else ReadTensor(ref json, name);
        }

        // Only spaces may follow; anything else makes this throw.
        while (json.Read()) { }
        return (_entries, _metadata);
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject, Safetensors.MetadataName, "an object of strings");
        while (NextProperty(ref json, out string key))
        {
            Expect(ref json, JsonTokenType.String, $"{Safetensors.MetadataName} entry '{FileText.Shown(key)}'", "a string");
            if (!_metadata.TryAdd(key, json.GetString()!)) throw Malformed($"{Safetensors.MetadataName} entry '{FileText.Shown(key)}' occurs twice");
        }
    }

    private void ReadTensor(ref Utf8JsonReader json, string name)
    {
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        string tensor = $"tensor '{FileText.Shown(name)}'";
        Expect(ref json, JsonTokenType.StartObject, tensor, "an object with dtype, shape and data_offsets");
        while (NextProperty(ref json, out string field))
        {
            string what = $"{FileText.Shown(field)} of {tensor}";
            bool again = field switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (again) throw Malformed($"{what} occurs twice");
            switch (field)
            {
                case "dtype":
                    type = ReadType(ref json, what);
                    break;
                case "shape":
                    shape = ReadNumbers(ref json, what, MaximumRank);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref json, what, most: 2);
                    break;
                default:
                    throw Malformed($"{tensor} has an unknown field '{FileText.Shown(field)}'; expected dtype, shape and data_offsets");
            }
        }

        if (type is null) throw Malformed($"{tensor} has no dtype");
        if (shape is null) throw Malformed($"{tensor} has no shape");
        if (offsets is null) throw Malformed($"{tensor} has no data_offsets");
        if (offsets.Count != 2) throw Malformed($"data_offsets of {tensor} must be [begin, end], got {Shapes.Format(offsets)}");
        _entries.Add(Checked(new SafetensorsEntry(name, type, shape, offsets[0], offsets[1])));
    }

    private SafetensorsEntry Checked(SafetensorsEntry entry)
    {
        string tensor = $"tensor '{FileText.Shown(entry.Name)}'", shape = FileText.Shape(entry.Shape);
        if (entry.Begin > entry.End) throw Malformed($"data_offsets of {tensor} end at {entry.End}, before they begin at {entry.Begin}");
        // 128 bits hold any product that has not passed 64 bits yet; a zero makes the tensor empty whatever else the shape says.
        Int128 bytes = entry.Shape.Contains(0) ? 0 : entry.Type.Bytes;
        foreach (long size in entry.Shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue) throw Malformed($"shape {shape} of {tensor} is too large: its size overflows 64 bits");
        }

        if (bytes == entry.Length) return entry;
        string taken = bytes.ToString(CultureInfo.InvariantCulture), offsets = $"[{entry.Begin}, {entry.End}]";
        throw Malformed($"{tensor} of type {entry.Type} and shape {shape} takes {taken} bytes, but its data_offsets {offsets} span {entry.Length}");
    }

    private SafetensorsType ReadType(ref Utf8JsonReader json, string what)
    {
        Expect(ref json, JsonTokenType.String, what, "a string");
        string name = json.GetString()!;
        return Array.Find(SafetensorsType.All, type => type.Name == name)
            ?? throw Malformed($"{what} is '{FileText.Shown(name)}'; known are {string.Join(", ", SafetensorsType.All.Map(type => type.Name))}");
    }

    private List<long> ReadNumbers(ref Utf8JsonReader json, string what, int most)
    {
        Expect(ref json, JsonTokenType.StartArray, what, "an array of whole numbers");
        List<long> numbers = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number) throw Malformed($"{what} must hold whole numbers, got {Describe(json.TokenType)}");
            if (!json.TryGetInt64(out long number))
                throw Malformed($"{what} holds {FileText.Shown(Encoding.UTF8.GetString(json.ValueSpan))}, which is not a whole number of 64 bits");
            if (number < 0) throw Malformed($"{what} holds the negative number {number.ToString(CultureInfo.InvariantCulture)}");
            if (numbers.Count == most) throw Malformed($"{what} holds more than {most} numbers");
            numbers.Add(number);
        }

        return numbers;
    }

    private static bool NextProperty(ref Utf8JsonReader json, out string name)
    {
        json.Read();
        bool found = json.TokenType == JsonTokenType.PropertyName;
        name = found ? json.GetString()! : "";
        return found;
    }

    private void Expect(ref Utf8JsonReader json, JsonTokenType token, string what, string expected)
    {
        json.Read();
        if (json.TokenType != token) throw Malformed($"{what} must be {expected}, got {Describe(json.TokenType)}");
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private WeightsException Malformed(string problem) => new($"{source}: {problem}.");
}
