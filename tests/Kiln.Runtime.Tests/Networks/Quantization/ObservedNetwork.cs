using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>
/// A network in floats by hand: its weights are given, and a function computes the observed row of a sample, which is the sample itself without one.
/// </summary>
internal sealed class ObservedNetwork : IQuantizable, IGeneratedNetwork
{
    private readonly float[] _weights;
    private readonly Func<float[], float[]>? _observe;

    public ObservedNetwork(int inputs, float[] weights, Func<float[], float[]>? observe = null, int maxBatch = 4, IReadOnlyList<TensorSpec>? tensors = null)
    {
        _weights = weights;
        _observe = observe;
        NetworkInfo info = new()
        {
            Name = "Observed",
            Inputs = [new TensorInfo("input", [inputs], typeof(float))],
            Outputs = [new TensorInfo("output", [1], typeof(float))],
            Layers = [], Parameters = [], ParameterCount = 0, MultiplyAdds = 0, ArenaBytes = 0,
        };
        Core = new NetworkCore(info, new NetworkLayout(64, 0, [], tensors ?? []), this, maxBatch, seed: 5, threads: 1);
    }

    /// <summary>Sizes of the batches that were observed.</summary>
    public List<int> Batches { get; } = new(1024);

    public NetworkCore Core { get; }

    public int MaxBatch => Core.MaxBatch;

    public ReadOnlySpan<float> Parameters => Core.Parameters;

    public Span<float> EditParameters() => Core.EditParameters();

    public void Save(string path) => Core.Save(path);

    public void Save(Stream stream) => Core.Save(stream);

    public LoadReport Load(string path, LoadOptions? options = null) => Core.Load(path, options);

    public LoadReport Load(Stream stream, LoadOptions? options = null) => Core.Load(stream, options);

    public void Observe(Batch inputs, Span<float> observed)
    {
        // Targets are not an input's business.
        if (inputs.Columns.Count != 1) Assert.Fail($"{inputs.Columns.Count} columns");
        Batches.Add(inputs.Count);
        int length = observed.Length / inputs.Count;
        for (int sample = 0; sample < inputs.Count; sample++)
        {
            if (_observe is null) inputs.Read<float>(0, sample).CopyTo(observed.Slice(sample * length, length));
            else _observe(inputs.Read<float>(0, sample).ToArray()).CopyTo(observed.Slice(sample * length, length));
        }

    }

    public void FoldWeights(Span<float> weights) => _weights.CopyTo(weights);

    void IGeneratedNetwork.Execute(int program, int batch)
    {
    }

    void IGeneratedNetwork.Pack(int program)
    {
    }

    void IParallelWork.Run(int segment, int worker, int first, int last)
    {
    }
}
