using Kiln.Data;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>A compiled network without its static type: what tests call on any of them.</summary>
internal interface INetworkProbe
{
    INetwork Network { get; }

    NetworkInfo Info { get; }

    void Forward(Batch inputs, Batch outputs);

    /// <summary>The outputs in a batch of their own.</summary>
    Batch Forward(Batch inputs)
    {
        var outputs = new Batch(Info.Outputs, inputs.Count);
        Forward(inputs, outputs);
        return outputs;
    }

    float Evaluate(Batch samples, Batch? outputs);

    float ForwardBackward(Batch samples, float scale, bool accumulate);

    /// <summary>The network's LossTerms.</summary>
    ReadOnlySpan<float> Terms { get; }

    INetworkProbe Share(int? maxBatch);

    /// <summary>Verifies the gradients by differences; <paramref name="spoil"/> changes those of every training call before anyone sees them.</summary>
    void CheckGradients(IDataset samples, Action<ITrainable, NetworkInfo>? spoil = null);

    /// <summary>The next training call draws the noise of a step's first one again.</summary>
    void RepeatNoise() => Network.Core.CallsInStep = 0;
}

internal sealed class InferenceProbe<TNetwork>(TNetwork network) : INetworkProbe
    where TNetwork : class, INetwork<TNetwork>
{
    public INetwork Network => network;

    public NetworkInfo Info => TNetwork.Info;

    public void Forward(Batch inputs, Batch outputs) => network.Forward(inputs, outputs);

    public float Evaluate(Batch samples, Batch? outputs) => throw new NotSupportedException("The network has no loss.");

    public float ForwardBackward(Batch samples, float scale, bool accumulate) => throw new NotSupportedException("The network has no loss.");

    public ReadOnlySpan<float> Terms => throw new NotSupportedException("The network has no loss.");

    public void CheckGradients(IDataset samples, Action<ITrainable, NetworkInfo>? spoil) => throw new NotSupportedException("The network has no loss.");

    public INetworkProbe Share(int? maxBatch) => new InferenceProbe<TNetwork>(network.Share(maxBatch));

    public static INetworkProbe Create(int maxBatch, int seed, int threads) => new InferenceProbe<TNetwork>(TNetwork.Create(maxBatch, seed, threads));
}

internal sealed class TrainingProbe<TNetwork>(TNetwork network) : INetworkProbe
    where TNetwork : class, ITrainable<TNetwork>
{
    public INetwork Network => network;

    public NetworkInfo Info => TNetwork.Info;

    public void Forward(Batch inputs, Batch outputs) => network.Forward(inputs, outputs);

    public float Evaluate(Batch samples, Batch? outputs) => network.Evaluate(samples, outputs);

    public float ForwardBackward(Batch samples, float scale, bool accumulate) => network.ForwardBackward(samples, scale, accumulate);

    public ReadOnlySpan<float> Terms => typeof(TNetwork).GetProperty("LossTerms")!.GetMethod!.CreateDelegate<TermsGetter>(network)();

    private delegate ReadOnlySpan<float> TermsGetter();

    public void CheckGradients(IDataset samples, Action<ITrainable, NetworkInfo>? spoil) =>
        GradientCheck.Verify(new SpoiledNetwork<TNetwork>(network) { Spoil = spoil ?? ((_, _) => { }) }, samples);

    public INetworkProbe Share(int? maxBatch) => new TrainingProbe<TNetwork>(network.Share(maxBatch));

    public static INetworkProbe Create(int maxBatch, int seed, int threads) => new TrainingProbe<TNetwork>(TNetwork.Create(maxBatch, seed, threads));
}
