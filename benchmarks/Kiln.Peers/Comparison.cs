namespace Kiln.Peers;

/// <summary>Checks that the contenders compute the same, then times them in turn.</summary>
internal sealed class Comparison(string folder, TorchWorker standard, TorchWorker tuned, Turns turns)
{
    // Thousands of timed steps on one batch must not drive the gradients into denormal numbers; torch_worker.py uses the same rate.
    public const double TimedRate = 1e-3;

    public Row Infer(PeerNetwork network, InferenceRow row, IPeerCase? kiln)
    {
        int batch = row.Batch;
        float[] inputs = network.ReadInputs(folder)[..(batch * network.InputSize)];
        float[] expected = network.ReadOutputs(folder)[..(batch * network.OutputSize)];
        List<Agreement> agreements = [];

        using OnnxSession session = new(Path.Combine(folder, $"{network.Name}.b{batch}.onnx"), [batch, .. network.InputShape], network.OutputSize);
        inputs.CopyTo(session.Input, 0);
        session.Run();
        agreements.Add(new Agreement("ONNX Runtime", Distance(session.Output, expected)));

        IContender? own = null;
        if (kiln is not null)
        {
            float[] outputs = new float[expected.Length];
            kiln.Load(WeightsPath(network));
            kiln.Forward(inputs, outputs);
            agreements.Add(new Agreement("Kiln", Distance(outputs, expected)));
            own = new LocalContender("Kiln", () => kiln.Forward(inputs, outputs));
        }

        IContender[] peers = [new LocalContender("ONNX Runtime", session.Run)];
        IContender[] others =
        [
            tuned.Contender("PyTorch eager", "infer", network.Name, batch, "nchw"),
            tuned.Contender("PyTorch jit", "jit", network.Name, batch, "nchw"),
        ];
        return Time(network, Row.InferenceKind, batch, row.Gate, "ONNX Runtime", Row.InferenceOperations, own, peers, others, agreements);
    }

    public Row Train(PeerNetwork network, TrainingRow row, IPeerCase? kiln)
    {
        int batch = row.Batch;
        float[] inputs = network.ReadInputs(folder)[..(batch * network.InputSize)];
        int[] labels = network.ReadLabels(folder)[..batch];
        List<Agreement> agreements = [];

        IContender? own = null;
        if (kiln is not null)
        {
            kiln.Load(WeightsPath(network));
            double distance = 0;
            foreach (double expected in row.CheckLosses)
            {
                double difference = Math.Abs(kiln.TrainStep(inputs, labels, row.CheckRate) - expected);
                distance = double.IsNaN(difference) ? double.NaN : Math.Max(distance, difference);
            }

            agreements.Add(new Agreement($"Kiln, losses of {row.CheckLosses.Length} steps", distance));
            kiln.Load(WeightsPath(network));
            own = new LocalContender("Kiln", () => kiln.TrainStep(inputs, labels, TimedRate));
        }

        List<IContender> peers =
        [
            standard.Contender("PyTorch", "train", network.Name, batch, "nchw"),
            tuned.Contender("PyTorch, tuned malloc", "train", network.Name, batch, "nchw"),
        ];
        // The layout of a vector is the same either way.
        if (network.InputShape.Length == 3)
        {
            peers.Add(tuned.Contender("PyTorch, tuned malloc, channels last", "train", network.Name, batch, "nhwc"));
        }

        return Time(network, Row.TrainingKind, batch, row.Gate, "PyTorch's best", Row.TrainingOperations, own, peers, [], agreements);
    }

    private Row Time(
        PeerNetwork network,
        string kind,
        int batch,
        double gate,
        string gatePeer,
        int operationsPerMultiplyAdd,
        IContender? own,
        IReadOnlyList<IContender> peers,
        IReadOnlyList<IContender> others,
        IReadOnlyList<Agreement> agreements)
    {
        Entry[] entries = turns.Time(own is null ? [.. peers, .. others] : [own, .. peers, .. others]);
        int first = own is null ? 0 : 1;
        return new Row(
            network.Name, kind, batch, gate, gatePeer, operationsPerMultiplyAdd * network.MultiplyAdds * batch,
            own is null ? null : entries[0], entries[first..(first + peers.Count)], entries[(first + peers.Count)..], agreements);
    }

    private string WeightsPath(PeerNetwork network) => Path.Combine(folder, network.Name + ".safetensors");

    private static double Distance(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        double distance = 0;
        for (int index = 0; index < expected.Length; index++)
        {
            double difference = Math.Abs((double)actual[index] - expected[index]);
            if (double.IsNaN(difference))
            {
                return double.NaN;
            }

            distance = Math.Max(distance, difference);
        }

        return distance;
    }
}
