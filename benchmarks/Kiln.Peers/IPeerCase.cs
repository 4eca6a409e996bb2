namespace Kiln.Peers;

/// <summary>Kiln's side of one network of the comparison. The name is that of networks.py and of the files in the work folder.</summary>
internal interface IPeerCase
{
    string Name { get; }

    /// <summary>Writes the initial weights, so that every peer starts from the same.</summary>
    void Save(string path);

    /// <summary>Takes the weights of a file and forgets the optimizer's state.</summary>
    void Load(string path);

    /// <summary>Inference; the batch is input.Length / InputSize.</summary>
    void Forward(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Forward, backward and one SGD step with the given learning rate; returns the loss before the step.</summary>
    float TrainStep(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, double rate);
}

/// <summary>The networks that this build holds: all of Networks.cs, or none where Kiln's side is left out.</summary>
internal static partial class PeerCases
{
    public static IReadOnlyList<IPeerCase> Create()
    {
        List<IPeerCase> cases = [];
        AddNetworks(cases);
        return cases;
    }

    static partial void AddNetworks(List<IPeerCase> cases);
}
