using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>Spoils a valid safetensors file: bytes anywhere, or the JSON of its header (and the JSON within its metadata) alone.</summary>
internal sealed class FileMutator(byte[] valid, int seed)
{
    private static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "1", "3.5", "1e300", "1e999", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "123456789012345678901234567890",
        "\"NaN\"", "\"Infinity\"", "\"-1\"", "\"1e999\"", "\"\\u001b[31m\\u0000\\u202e\"", "\"\\ud800\"",
        "[-1]", "[0,0]", "[9223372036854775807,2]", "[1,[2]]", "\"F64\"", "\"I8\"", "\"x\"",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next() => _random.Next(3) == 0 ? Bytes() : Json();

    private byte[] Bytes()
    {
        List<byte> bytes = [.. valid];
        for (int edits = _random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            // Where most of the structure is.
            int at = _random.Next(2) == 0 ? _random.Next(bytes.Count) : _random.Next(Math.Min(bytes.Count, 400));
            switch (_random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, _random.Next(bytes.Count - at + 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, _random.Next(1, 40))));
                    break;
                default:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }

    private byte[] Json()
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(valid);
        byte[] header = Encoding.UTF8.GetBytes(Edited(Encoding.UTF8.GetString(valid, Safetensors.LengthBytes, length)));
        return SafetensorsBytes.Of(header, valid.AsSpan(Safetensors.LengthBytes + length));
    }

    /// <summary>The text with one value, name or field changed.</summary>
    private string Edited(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        int places = 0;
        Write(document.RootElement, new StringBuilder(), ref places, target: -1);
        StringBuilder text = new();
        int place = 0;
        Write(document.RootElement, text, ref place, target: _random.Next(places));
        return text.ToString();
    }

    // Counts values on its way; the target's is replaced, removed, doubled or renamed.
    private void Write(JsonElement value, StringBuilder text, ref int place, int target)
    {
        if (place++ == target) text.Append(Spoilt(value));
        else if (value.ValueKind == JsonValueKind.Object) WriteFields(value, text, ref place, target);
        else if (value.ValueKind == JsonValueKind.Array) WriteElements(value, text, ref place, target);
        else text.Append(value.GetRawText());
    }

    private void WriteFields(JsonElement value, StringBuilder text, ref int place, int target)
    {
        List<string> fields = [];
        foreach (JsonProperty field in value.EnumerateObject())
        {
            bool isTarget = place == target && _random.Next(2) == 0;
            StringBuilder one = new();
            Write(field.Value, one, ref place, isTarget ? -1 : target);
            string name = JsonSerializer.Serialize(field.Name);
            int how = isTarget ? _random.Next(4) : -1;
            if (how == 0) continue;
            if (how == 1) name = JsonSerializer.Serialize(field.Name + "\u0007x");
            if (how == 2) name = JsonSerializer.Serialize(new string('n', 100_000));
            fields.Add($"{name}:{one}");
            if (how == 3) fields.Add($"{name}:{one}");
        }

        text.Append('{').AppendJoin(',', fields).Append('}');
    }

    private void WriteElements(JsonElement value, StringBuilder text, ref int place, int target)
    {
        List<string> elements = [];
        foreach (JsonElement element in value.EnumerateArray())
        {
            StringBuilder one = new();
            Write(element, one, ref place, target);
            elements.Add(one.ToString());
        }

        text.Append('[').AppendJoin(',', elements).Append(']');
    }

    private string Spoilt(JsonElement value)
    {
        bool holdsJson = value.ValueKind == JsonValueKind.String && value.GetString() is ['{', ..];
        if (holdsJson && _random.Next(8) != 0) return JsonSerializer.Serialize(Edited(value.GetString()!));
        switch (_random.Next(5))
        {
            case 0 when value.ValueKind == JsonValueKind.Number:
                return (value.GetInt64() + _random.Next(-2, 3)).ToString(CultureInfo.InvariantCulture);
            case 1:
                return JsonSerializer.Serialize(new string((char)_random.Next(1, 0x300), 50_000));
            case 2:
                return "[" + string.Join(',', Enumerable.Repeat("123456789", 5000)) + "]";
            case 3:
                return new string('9', 20_000);
            default:
                return Values[_random.Next(Values.Length)];
        }
    }
}
