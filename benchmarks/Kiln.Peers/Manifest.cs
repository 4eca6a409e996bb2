using System.Text.Json;

namespace Kiln.Peers;

/// <summary>What export.py prepared: the networks of networks.json, their gates, and PyTorch's results to compare with.</summary>
internal sealed record Manifest(string Torch, IReadOnlyList<PeerNetwork> Networks)
{
    public static Manifest Read(string folder)
    {
        string path = Path.Combine(folder, "manifest.json");
        if (!File.Exists(path))
        {
            throw new PeerException($"{path} is missing; export.py writes it. Start the comparison with run.sh.");
        }

        return JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path), JsonSerializerOptions.Web)
            ?? throw new PeerException($"{path} is empty; delete it and start run.sh again.");
    }

    public PeerNetwork Find(string name) =>
        Networks.FirstOrDefault(network => network.Name == name)
            ?? throw new PeerException($"The manifest lacks the network {name}; start run.sh again, which prepares it.");
}

/// <summary>One network: the shape of a sample, its logits, and multiply-adds per sample.</summary>
internal sealed record PeerNetwork(
    string Name, int[] InputShape, int OutputSize, int Samples, long MultiplyAdds, IReadOnlyList<InferenceRow> Inference, IReadOnlyList<TrainingRow> Training)
{
    public int InputSize => InputShape.Aggregate(1, (product, dimension) => product * dimension);

    public float[] ReadInputs(string folder) => Read<float>(folder, ".inputs.f32", Samples * InputSize);

    public int[] ReadLabels(string folder) => Read<int>(folder, ".labels.i32", Samples);

    public float[] ReadOutputs(string folder) => Read<float>(folder, ".outputs.f32", Samples * OutputSize);

    private T[] Read<T>(string folder, string suffix, int count)
        where T : unmanaged
    {
        string path = Path.Combine(folder, Name + suffix);
        byte[] bytes = File.ReadAllBytes(path);
        T[] values = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(bytes)];
        return values.Length == count
            ? values
            : throw new PeerException($"{path} should hold {count} values but holds {values.Length}; delete the folder and start run.sh again.");
    }
}

/// <summary>Inference at one batch size; Kiln must be <paramref name="Gate"/> times as fast as ONNX Runtime.</summary>
internal sealed record InferenceRow(int Batch, double Gate);

/// <summary>A training step; Kiln must be <paramref name="Gate"/> times as fast as PyTorch's best setting and reproduce the check losses.</summary>
internal sealed record TrainingRow(int Batch, double Gate, double CheckRate, double[] CheckLosses);
