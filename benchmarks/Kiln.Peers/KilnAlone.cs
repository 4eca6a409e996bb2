namespace Kiln.Peers;

/// <summary>Kiln's rows without the peers, on inputs of its own: how fast it is, not whether it is right.</summary>
internal sealed class KilnAlone(int threads, Turns turns)
{
    public IEnumerable<Row> Measure(ListedNetwork network)
    {
        IPeerCase kiln = network.CreateCase(threads)
            ?? throw new PeerException("This build leaves Kiln's side out (-p:Kiln=false), so that there is nothing to measure.");
        Random random = new(1);
        float[] inputs = [.. Enumerable.Range(0, network.LargestBatch * network.InputSize).Select(_ => (random.NextSingle() * 2) - 1)];
        int[] labels = [.. Enumerable.Range(0, network.LargestBatch).Select(_ => random.Next(network.Classes))];

        foreach (InferenceRow row in network.Inference)
        {
            float[] batch = inputs[..(row.Batch * network.InputSize)];
            float[] outputs = new float[row.Batch * network.Classes];
            yield return Time(Row.InferenceKind, row.Batch, row.Gate, Row.InferenceOperations, () => kiln.Forward(batch, outputs));
        }

        foreach (ListedTraining row in network.Training)
        {
            float[] batch = inputs[..(row.Batch * network.InputSize)];
            int[] targets = labels[..row.Batch];
            yield return Time(Row.TrainingKind, row.Batch, row.Gate, Row.TrainingOperations, () => kiln.TrainStep(batch, targets, Comparison.TimedRate));
        }

        Row Time(string kind, int batch, double gate, int operationsPerMultiplyAdd, Action call)
        {
            Entry entry = turns.Time([new LocalContender("Kiln", call)])[0];
            return new Row(network.Name, kind, batch, gate, "", operationsPerMultiplyAdd * kiln.MultiplyAdds * batch, entry, [], [], []);
        }
    }
}
