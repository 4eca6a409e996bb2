namespace Kiln.Peers;

/// <summary>Kiln's side of one network of the comparison.</summary>
internal interface IPeerCase
{
    /// <summary>Multiply-adds of one sample's inference.</summary>
    long MultiplyAdds { get; }

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
    /// <summary>The network of that name in networks.json; null if Kiln's side is left out.</summary>
    public static IPeerCase? Create(string name, int maxBatch, int threads)
    {
        IPeerCase? made = null;
        Make(name, maxBatch, threads, ref made);
        return made;
    }

    /// <summary>Kiln's integers beside ONNX Runtime's; an error if Kiln's side is left out.</summary>
    public static void CompareIntegers(Options options)
    {
        bool isThere = false;
        Compare(options, ref isThere);
        if (!isThere)
        {
            throw new PeerException("This build leaves Kiln's side out (-p:Kiln=false), so that there is nothing to compare.");
        }
    }

    static partial void Compare(Options options, ref bool isThere);

    static partial void Make(string name, int maxBatch, int threads, ref IPeerCase? made);
}
