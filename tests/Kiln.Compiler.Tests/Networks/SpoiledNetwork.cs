using Kiln.Data;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>A network whose gradients are changed behind its back.</summary>
internal sealed class SpoiledNetwork<TNetwork>(TNetwork network) : ITrainable<SpoiledNetwork<TNetwork>>
    where TNetwork : class, ITrainable<TNetwork>
{
    public static NetworkInfo Info => TNetwork.Info;

    public required Action<ITrainable, NetworkInfo> Spoil { get; init; }

    public NetworkCore Core => network.Core;

    public int MaxBatch => network.MaxBatch;

    public ReadOnlySpan<float> Parameters => network.Parameters;

    public Span<float> Gradients => network.Gradients;

    public static SpoiledNetwork<TNetwork> Create(int maxBatch = 1, int seed = 0, int threads = 0) =>
        new(TNetwork.Create(maxBatch, seed, threads)) { Spoil = (_, _) => { } };

    public SpoiledNetwork<TNetwork> Share(int? maxBatch = null) => new(network.Share(maxBatch)) { Spoil = Spoil };

    public Span<float> EditParameters() => network.EditParameters();

    public void Forward(Batch inputs, Batch outputs) => network.Forward(inputs, outputs);

    public float Evaluate(Batch samples, Batch? outputs = null) => network.Evaluate(samples, outputs);

    public float ForwardBackward(Batch samples, float scale = 1, bool accumulate = false)
    {
        float loss = network.ForwardBackward(samples, scale, accumulate);
        Spoil(network, Info);
        return loss;
    }

    public void Save(string path) => network.Save(path);

    public void Save(Stream stream) => network.Save(stream);

    public LoadReport Load(string path, LoadOptions? options = null) => network.Load(path, options);

    public LoadReport Load(Stream stream, LoadOptions? options = null) => network.Load(stream, options);
}
