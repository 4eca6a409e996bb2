using System.Text.Json;

namespace Kiln.Peers;

/// <summary>One network of networks.json, the list that PyTorch's side reads too: what it takes and gives, and the rows to measure.</summary>
internal sealed record ListedNetwork(string Name, int[] InputShape, int Classes, IReadOnlyList<InferenceRow> Inference, IReadOnlyList<ListedTraining> Training)
{
    public int InputSize => InputShape.Aggregate(1, (product, dimension) => product * dimension);

    public int LargestBatch => Inference.Select(row => row.Batch).Concat(Training.Select(row => row.Batch)).Max();

    /// <summary>Kiln's network with memory for the largest batch; null if Kiln's side is left out.</summary>
    public IPeerCase? CreateCase(int threads = 1) => PeerCases.Create(Name, LargestBatch, threads);
}

/// <summary>A training step at one batch size; Kiln must be <paramref name="Gate"/> times as fast as PyTorch's best setting.</summary>
internal sealed record ListedTraining(int Batch, double Gate);

/// <summary>The rows of networks.json, which is in this assembly.</summary>
internal static class RowList
{
    /// <summary>All networks, or the one of that name.</summary>
    public static IReadOnlyList<ListedNetwork> Read(string? only = null)
    {
        using Stream stream = typeof(RowList).Assembly.GetManifestResourceStream("networks.json")!;
        IReadOnlyList<ListedNetwork> networks = JsonSerializer.Deserialize<IReadOnlyList<ListedNetwork>>(stream, JsonSerializerOptions.Web)!;
        IReadOnlyList<ListedNetwork> chosen = [.. networks.Where(network => only is null || network.Name == only)];
        return chosen.Count > 0
            ? chosen
            : throw new PeerException($"There is no network named {only}; known are {string.Join(", ", networks.Select(network => network.Name))}.");
    }
}
