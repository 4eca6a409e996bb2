using Kiln.Training;

namespace Kiln.Peers;

/// <summary>
/// One generated network; the span methods differ by class, so they come as delegates. A network without a loss has no <paramref name="gradient"/>.
/// </summary>
internal sealed class KilnCase<TNetwork>(
    int maxBatch, int threads, KilnCase<TNetwork>.InferMethod infer, KilnCase<TNetwork>.GradientMethod? gradient = null) : IPeerCase
    where TNetwork : class, INetwork<TNetwork>
{
    private readonly TNetwork network = TNetwork.Create(maxBatch, seed: 1, threads);
    private SGD optimizer = new(0);
    private double optimizerRate;

    public delegate void InferMethod(TNetwork network, ReadOnlySpan<float> input, Span<float> output);

    public delegate float GradientMethod(TNetwork network, ReadOnlySpan<float> input, ReadOnlySpan<int> labels);

    public long MultiplyAdds => TNetwork.Info.MultiplyAdds;

    public void Save(string path) => network.Save(path);

    public void Load(string path)
    {
        network.Load(path);
        optimizer = new SGD(optimizerRate);
    }

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => infer(network, input, output);

    public float TrainStep(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, double rate)
    {
        if (gradient is null || network is not ITrainable trainable)
        {
            throw new PeerException($"{typeof(TNetwork).Name} has no loss to train with; take its training rows out of networks.json.");
        }

        if (rate != optimizerRate)
        {
            optimizer = new SGD(rate);
            optimizerRate = rate;
        }

        float loss = gradient(network, input, labels);
        optimizer.Step(trainable);
        return loss;
    }
}
