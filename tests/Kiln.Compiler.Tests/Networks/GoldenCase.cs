using System.Text.Json;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>A case of a file in tests/parity/golden; tests/parity/README.md describes the format.</summary>
internal sealed class GoldenCase(JsonElement json)
{
    public string Name => json.GetProperty("name").GetString()!;

    /// <summary>The layer or the loss.</summary>
    public string Kind => (json.TryGetProperty("layer", out JsonElement layer) ? layer : json.GetProperty("loss")).GetString()!;

    public double Value => json.GetProperty("value").GetDouble();

    public bool Has(string tensor) => json.TryGetProperty(tensor, out _);

    public int[] Shape(string tensor) => [.. json.GetProperty(tensor).GetProperty("shape").EnumerateArray().Select(item => item.GetInt32())];

    /// <summary>The elements, which are printed with the digits that make a float32.</summary>
    public double[] Values(string tensor) => [.. json.GetProperty(tensor).GetProperty("values").EnumerateArray().Select(item => (double)item.GetSingle())];

    public bool Flag(string setting) => Setting(setting) is { ValueKind: JsonValueKind.True };

    public double Number(string setting, double absent = 0) => Setting(setting) is { } value ? value.GetDouble() : absent;

    public double[] List(string setting) => Setting(setting) is { } value ? [.. value.EnumerateArray().Select(item => item.GetDouble())] : [];

    /// <summary>A size given as one number or as [height, width].</summary>
    public (int Height, int Width) Pair(string setting)
    {
        JsonElement value = Setting(setting)!.Value;
        return value.ValueKind == JsonValueKind.Number ? (value.GetInt32(), value.GetInt32()) : (value[0].GetInt32(), value[1].GetInt32());
    }

    private JsonElement? Setting(string name) => json.GetProperty("settings").TryGetProperty(name, out JsonElement value) ? value : null;

    public override string ToString() => $"{Kind}: {Name}";

    public static IReadOnlyList<GoldenCase> Read(string file)
    {
        string path = Path.Combine(SharedFiles.Repository, "tests", "parity", "golden", file + ".json");
        using FileStream stream = File.OpenRead(path);
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("cases").EnumerateArray().Select(item => new GoldenCase(item))];
    }
}
