using Kiln;
using Kiln.Data;
using Kiln.Training;

namespace Edge;

/// <summary>
/// The way from floats to integers, the same for every network: learn or load, quantize, save, and load into a network that knows integers alone. The methods
/// over spans differ by class, so they come as delegates.
/// </summary>
internal sealed class Port<TNetwork, TInt8>(
    Func<TNetwork, IDataset, TInt8> quantize, Func<TNetwork, Infer> infer, Func<TInt8, Infer> inferInt8, Func<TInt8, InferBytes> inferBytes)
    where TNetwork : class, INetwork<TNetwork>, ITrainable<TNetwork>
    where TInt8 : class, INetwork<TInt8>
{
    private const int BatchSize = 32;
    private const double PeakRate = 4e-3;

    /// <summary>With weights that the network learns now.</summary>
    public Deployment Learn(Challenge challenge, int epochs, string folder)
    {
        TNetwork network = TNetwork.Create(BatchSize, seed: 1, threads: 0);
        int steps = (challenge.Train.Count + BatchSize - 1) / BatchSize * epochs;
        Trainer.For(network, new AdamW(Schedule.OneCycle(PeakRate, steps)), new() { BatchSize = BatchSize, Seed = 1 }).Fit(challenge.Train, epochs: epochs);
        return Deploy(network, challenge, folder, "");
    }

    /// <summary>With weights from a file.</summary>
    public Deployment Load(Challenge challenge, string weights, string folder)
    {
        TNetwork network = TNetwork.Create(BatchSize, seed: 1, threads: 0);
        network.Load(weights);
        return Deploy(network, challenge, folder, ".real");
    }

    private Deployment Deploy(TNetwork network, Challenge challenge, string folder, string variant)
    {
        string file = Path.Combine(folder, $"{TNetwork.Info.Name}{variant}.int8.safetensors");
        quantize(network, challenge.Calibration).Save(file);
        TInt8 device = TInt8.Create(1, seed: 0, threads: 1);
        device.Load(file);

        TNetwork one = TNetwork.Create(1, seed: 0, threads: 1);
        using (MemoryStream weights = new())
        {
            network.Save(weights);
            weights.Position = 0;
            one.Load(weights);
        }

        int inputs = Size(TNetwork.Info.Inputs[0]), outputs = Size(TNetwork.Info.Outputs[0]);
        float[] input = [.. Enumerable.Range(0, inputs).Select(i => i % 7 / 7f)], output = new float[outputs];
        sbyte[] bytes = [.. input.Select(value => (sbyte)(100 * value))], answer = new sbyte[outputs];
        (Infer real, InferBytes integers) = (infer(one), inferBytes(device));
        return new Deployment(
            TNetwork.Info.Name, challenge, real, inferInt8(device), () => real(input, output), () => integers(bytes, answer), file, TInt8.Info.ArenaBytes);
    }

    private static int Size(TensorInfo tensor) => tensor.Shape.Aggregate(1, (product, dimension) => product * dimension);
}

/// <summary>Computes one sample in integers, from the sensor's bytes to the answer's.</summary>
internal delegate void InferBytes(ReadOnlySpan<sbyte> input, Span<sbyte> output);
