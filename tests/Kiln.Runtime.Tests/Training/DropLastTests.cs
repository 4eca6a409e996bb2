using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public sealed class DropLastTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(22, 4, 1, 5), InlineData(22, 4, 2, 3), InlineData(20, 4, 1, 5), InlineData(7, 4, 3, 1)]
    public void The_last_short_batch_is_left_out(int rows, int batchSize, int accumulateSteps, int steps)
    {
        List<double> losses = [];
        TinyClassifier network = new(maxBatch: batchSize, seed: 3) { HasDropout = false };
        TrainerOptions options = new() { DropLast = true, BatchSize = batchSize, AccumulateSteps = accumulateSteps, OnStep = step => losses.Add(step.Loss) };
        Epoch epoch = Trainer.For(network, new SGD(0), options).Fit(TinyData.Points(rows))[0];
        Assert.Equal(steps, losses.Count);

        // With constant weights the loss is the mean over the batches that were seen.
        int batches = rows / batchSize;
        double[] sizes = [.. Enumerable.Range(0, steps).Select(step => (double)Math.Min(accumulateSteps, batches - (step * accumulateSteps)))];
        Assert.Equal(losses.Zip(sizes, (loss, size) => loss * size).Sum() / batches, epoch.Loss, 1e-9);
    }

    [Fact]
    public void Data_of_less_than_a_batch_is_refused()
    {
        Trainer<TinyClassifier> trainer = Trainer.For(new TinyClassifier(maxBatch: 8), new SGD(0.1), new() { DropLast = true });
        string message = Assert.Throws<ArgumentException>("train", () => trainer.Fit(TinyData.Points(7))).Message;
        Assert.Contains("7 rows in batches of 8", message, StringComparison.Ordinal);
        Assert.Single(trainer.Fit(TinyData.Points(8)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void It_must_not_change_within_an_epoch(bool dropLast)
    {
        string path = _folder.File("run.safetensors");
        Trainer<TinyClassifier>? first = null;
        TrainerOptions saving = new() { DropLast = dropLast, OnStep = step => { if (step.Number == 2) first!.SaveCheckpoint(path); } };
        first = Trainer.For(new TinyClassifier(maxBatch: 4), new SGD(0.1), saving);
        first.Fit(TinyData.Points(10));
        Trainer<TinyClassifier> other = Trainer.For(new TinyClassifier(maxBatch: 4), new SGD(0.1), new() { DropLast = !dropLast });
        Assert.Contains("DropLast", Assert.Throws<WeightsException>(() => other.LoadCheckpoint(path)).Message, StringComparison.Ordinal);

        TinyClassifier network = new(maxBatch: 4);
        Trainer<TinyClassifier> same = Trainer.For(network, new SGD(0.1), new() { DropLast = dropLast });
        same.LoadCheckpoint(path);
        same.Fit(TinyData.Points(10));
        Assert.Equal(first.Network.Parameters.ToArray(), network.Parameters.ToArray());
    }
}
