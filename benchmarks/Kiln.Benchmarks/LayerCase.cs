namespace Kiln.Benchmarks;

/// <summary>One call to measure, with its arithmetic: 2 operations per multiply-add and sample, padded taps included.</summary>
public sealed class LayerCase(string name, long floatingPointOperations, Action call, long cycles = 0) : IFloatingPointWork
{
    private const int MultiplyAddOperations = 2;

    // Forward, weight gradient and input gradient.
    private const int TrainingOperations = 3 * MultiplyAddOperations;

    public delegate void InferMethod<TNetwork>(TNetwork network, ReadOnlySpan<float> input, Span<float> output);

    public delegate float GradientMethod<TNetwork>(TNetwork network, ReadOnlySpan<float> input, ReadOnlySpan<int> labels);

    public long FloatingPointOperations => floatingPointOperations;

    /// <summary>What the layer table says that inference takes on the reference core; 0 in training.</summary>
    public long Cycles => cycles;

    public static LayerCase Inference<TNetwork>(string name, int batch, int inputSize, int outputSize, InferMethod<TNetwork> infer)
        where TNetwork : class, INetwork<TNetwork>
    {
        TNetwork network = TNetwork.Create(batch, seed: 1, threads: 1);
        float[] input = Values(batch * inputSize);
        float[] output = new float[batch * outputSize];
        return new LayerCase(
            $"{name}, batch {batch}", MultiplyAddOperations * batch * TNetwork.Info.MultiplyAdds, () => infer(network, input, output),
            batch * TNetwork.Info.Layers.Sum(layer => layer.Cycles));
    }

    public static LayerCase Training<TNetwork>(string name, int batch, int inputSize, int classes, GradientMethod<TNetwork> gradient)
        where TNetwork : class, ITrainable<TNetwork>
    {
        TNetwork network = TNetwork.Create(batch, seed: 1, threads: 1);
        float[] input = Values(batch * inputSize);
        int[] labels = [.. Enumerable.Range(0, batch).Select(sample => sample % classes)];
        return new LayerCase($"{name}, forward and backward, batch {batch}", TrainingOperations * batch * TNetwork.Info.MultiplyAdds, () => gradient(network, input, labels));
    }

    public void Run() => call();

    public override string ToString() => name;

    /// <summary>Ordinary numbers between -1 and 1, the same in every run.</summary>
    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(index => MathF.Sin(index * 0.37f))];
}
