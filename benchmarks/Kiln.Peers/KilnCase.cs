using Kiln.Training;

namespace Kiln.Peers;

/// <summary>One generated network; the span methods differ by class, so they come as delegates.</summary>
internal sealed class KilnCase<TNetwork>(string name, KilnCase<TNetwork>.InferMethod infer, KilnCase<TNetwork>.GradientMethod gradient) : IPeerCase
    where TNetwork : class, ITrainable<TNetwork>
{
    private const int LargestBatch = 32;

    private readonly TNetwork network = TNetwork.Create(LargestBatch, seed: 1, threads: 1);
    private SGD optimizer = new(0);
    private double optimizerRate;

    public delegate void InferMethod(TNetwork network, ReadOnlySpan<float> input, Span<float> output);

    public delegate float GradientMethod(TNetwork network, ReadOnlySpan<float> input, ReadOnlySpan<int> labels);

    public string Name => name;

    public void Save(string path) => network.Save(path);

    public void Load(string path)
    {
        network.Load(path);
        optimizer = new SGD(optimizerRate);
    }

    public void Forward(ReadOnlySpan<float> input, Span<float> output) => infer(network, input, output);

    public float TrainStep(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, double rate)
    {
        if (rate != optimizerRate)
        {
            optimizer = new SGD(rate);
            optimizerRate = rate;
        }

        float loss = gradient(network, input, labels);
        optimizer.Step(network);
        return loss;
    }
}
