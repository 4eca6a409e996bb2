using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>A quantized network by hand: it holds numbers and computes nothing.</summary>
internal sealed class IntegerNetwork : IGeneratedNetwork
{
    private readonly ModelIndex _index;

    public IntegerNetwork(QuantizationLayout layout, int modelBytes, IReadOnlyList<TensorSpec>? tensors = null, string name = "Observed.Int8")
    {
        NetworkInfo info = new()
        {
            Name = name,
            Inputs = [new TensorInfo("input", [1], typeof(float))],
            Outputs = [new TensorInfo("output", [1], typeof(float))],
            Layers = [], Parameters = [], ParameterCount = 0, MultiplyAdds = 0, ArenaBytes = 0,
        };
        ProgramLayout program = new("Infer", Training: false, new ArenaSize(16, 16, 16), PackedFloats: 16);
        NetworkLayout network = new(64, 0, [program], tensors ?? []) { ModelBytes = modelBytes, Quantization = layout };
        Core = new NetworkCore(info, network, this, maxBatch: 1, seed: 9, threads: 1);
        _index = new ModelIndex(layout);
    }

    public NetworkCore Core { get; }

    public int Packs { get; private set; }

    /// <summary>The elements of a tensor.</summary>
    public T[] Read<T>(string name)
        where T : unmanaged => _index.In<T>(Core.Model.ToArray(), name).ToArray();

    public byte[] Saved()
    {
        using MemoryStream stream = new();
        Core.Save(stream, []);
        return stream.ToArray();
    }

    void IGeneratedNetwork.Execute(int program, int batch)
    {
    }

    void IGeneratedNetwork.Pack(int program) => Packs++;

    void IParallelWork.Run(int segment, int worker, int first, int last)
    {
    }
}
