using System.Text.Json;

namespace Kiln.Zoo.Tests;

/// <summary>What PyTorch says about a model (tests/parity/zoo.py): its tensors in order, its cost, and the logits of one image.</summary>
internal sealed record TorchvisionModel(
    string Name, long Parameters, long MultiplyAdds, int[] Output, IReadOnlyList<(string Name, int[] Shape)> Tensors, float[] Logits)
{
    public static TorchvisionModel Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(
            SharedFiles.Repository, "tests", "parity", "golden", $"zoo_{name.ToLowerInvariant()}.json")));
        JsonElement root = document.RootElement;
        return new TorchvisionModel(
            root.GetProperty("name").GetString()!,
            root.GetProperty("parameters").GetInt64(),
            root.GetProperty("multiplyAdds").GetInt64(),
            Integers(root.GetProperty("output")),
            [.. root.GetProperty("tensors").EnumerateArray().Select(tensor => (tensor[0].GetString()!, Integers(tensor[1])))],
            [.. root.GetProperty("logits").GetProperty("values").EnumerateArray().Select(value => value.GetSingle())]);
    }

    /// <summary>Writes the file that PyTorch would have saved: its names, its order, the weights of the formula.</summary>
    public void WriteWeights(string path)
    {
        using FileStream stream = File.Create(path);
        Safetensors.Write(stream, [.. Tensors.Select(tensor =>
            SafetensorsTensor.OfFloats(tensor.Name, [.. tensor.Shape.Select(size => (long)size)], FormulaWeights.Of(tensor.Name, tensor.Shape)))]);
    }

    /// <summary>Kiln's names for torchvision's: both define their layers in the order of the paper's figure.</summary>
    public Dictionary<string, string> Names(IEnumerable<string> own)
    {
        string[] names = [.. own];
        Assert.Equal(Tensors.Count, names.Length);
        return Tensors.Zip(names).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];
}
