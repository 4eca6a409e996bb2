using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>A run is one sequence of steps: wherever it is stopped, what follows has the bits of the run that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Rows = 22, BatchSize = 4, Epochs = 3;

    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, int> Runs => new() { { "momentum", 1 }, { "adamW", 1 }, { "adamW", 2 }, { "adamW", 4 } };

    [Theory, MemberData(nameof(Runs))]
    public void A_run_resumed_from_a_checkpoint_at_any_step_is_the_same_run(string kind, int accumulateSteps)
    {
        Run whole = new(kind, accumulateSteps);
        IReadOnlyList<Epoch> expected = whole.Fit();
        int steps = whole.Steps.Count;
        Assert.Equal(Epochs * ((Rows + BatchSize * accumulateSteps - 1) / (BatchSize * accumulateSteps)), steps);

        string path = _folder.File("run.safetensors");
        for (int stop = 1; stop <= steps; stop++)
        {
            Run first = new(kind, accumulateSteps) { StopAfter = stop };
            Assert.Throws<OperationCanceledException>(() => first.Fit());
            first.Trainer.SaveCheckpoint(path);

            // A new process: other initial weights would show if anything were not restored.
            Run second = new(kind, accumulateSteps);
            second.Network.EditParameters()[0] = 123;
            second.Trainer.LoadCheckpoint(path);
            AssertSame(expected, second.Fit());
            AssertSame(whole, second);
            Assert.Equal(whole.Steps, [.. first.Steps, .. second.Steps]);
        }
    }

    [Theory, MemberData(nameof(Runs))]
    public void A_cancelled_run_goes_on_where_it_stopped(string kind, int accumulateSteps)
    {
        Run whole = new(kind, accumulateSteps);
        IReadOnlyList<Epoch> expected = whole.Fit();
        Run parts = new(kind, accumulateSteps);
        int steps = whole.Steps.Count;
        for (int stop = 1; stop <= steps; stop++)
        {
            parts.StopAfter = stop;
            Assert.Throws<OperationCanceledException>(() => parts.Fit());
            Assert.Equal(stop, parts.Steps.Count);
        }

        parts.StopAfter = null;
        AssertSame(expected, parts.Fit());
        AssertSame(whole, parts);
    }

    [Fact]
    public void A_checkpoint_saved_within_a_step_report_continues_with_the_next_step()
    {
        Run whole = new("adamW", 1);
        whole.Fit();
        string path = _folder.File("run.safetensors");
        Run saving = new("adamW", 1);
        saving.AfterStep = step =>
        {
            if (step.Number == 8) saving.Trainer.SaveCheckpoint(path);
        };
        saving.Fit();

        Run second = new("adamW", 1);
        second.Trainer.LoadCheckpoint(path);
        second.Fit();
        AssertSame(whole, second);
        Assert.Equal(9, second.Steps[0].Number);
    }

    [Fact]
    public void A_batch_that_fails_does_not_lose_the_run()
    {
        Run whole = new("momentum", 1), failing = new("momentum", 1);
        IReadOnlyList<Epoch> expected = whole.Fit();
        int batches = 0;
        failing.Network.BeforeBatch = () =>
        {
            if (++batches == 9) throw new IOException("broken once");
        };
        Assert.Throws<IOException>(() => failing.Fit());
        Assert.Equal(8, failing.Steps.Count);
        AssertSame(expected, failing.Fit());
        AssertSame(whole, failing);
    }

    [Fact]
    public void Patience_and_best_survive_a_checkpoint()
    {
        string path = _folder.File("run.safetensors"), best = _folder.File("best.safetensors");
        IDataset train = TinyData.Points(16), held = TinyData.Points(16, seed: 2);
        Trainer<TinyClassifier> first = Create();
        Assert.Equal(2, first.Fit(train, held, epochs: 2).Count);
        File.Delete(best);
        first.SaveCheckpoint(path);

        // With a rate of 0 no epoch after the first is better: two more end the run, and none may write the best weights.
        Trainer<TinyClassifier> second = Create();
        second.LoadCheckpoint(path);
        Assert.Equal(4, second.Fit(train, held, epochs: 100).Count);
        Assert.False(File.Exists(best));

        Trainer<TinyClassifier> Create() =>
            Trainer.For(new TinyClassifier(maxBatch: 8) { HasDropout = false }, new SGD(0), new() { Patience = 3, BestPath = best });
    }

    [Fact]
    public void A_checkpoint_carries_the_seed_of_the_order()
    {
        string path = _folder.File("run.safetensors");
        Run whole = new("momentum", 1), first = new("momentum", 1) { StopAfter = 5 };
        whole.Fit();
        Assert.Throws<OperationCanceledException>(() => first.Fit());
        first.Trainer.SaveCheckpoint(path);
        Run second = new("momentum", 1, shuffleSeed: 99);
        second.Trainer.LoadCheckpoint(path);
        second.Fit();
        AssertSame(whole, second);
    }

    [Fact]
    public void A_network_loads_its_weights_from_a_checkpoint()
    {
        string path = _folder.File("run.safetensors");
        Run run = new("adamW", 1);
        run.Fit();
        run.Trainer.SaveCheckpoint(path);
        TinyClassifier network = new(seed: 50);
        network.Load(path, new LoadOptions { Prefix = "network." });
        Assert.Equal(run.Network.Parameters.ToArray(), network.Parameters.ToArray());
        Assert.Equal(run.Network.Core.State.ToArray(), network.Core.State.ToArray());
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_is_refused_and_changes_nothing()
    {
        string path = _folder.File("run.safetensors");
        Run run = new("adamW", 1) { StopAfter = 3 };
        Assert.Throws<OperationCanceledException>(() => run.Fit());
        run.Trainer.SaveCheckpoint(path);

        Refuse(new TinyClassifier(maxBatch: BatchSize, seed: Run.NetworkSeed), new Adam(0.1), new(), "Adam");
        Refuse(new TinyClassifier(maxBatch: BatchSize, seed: 8), new AdamW(0.1), new(), "seed");
        Refuse(new TinyClassifier(maxBatch: BatchSize, seed: Run.NetworkSeed), new AdamW(0.1), new() { BatchSize = 2 }, "batch size");
        Refuse(new TinyClassifier(maxBatch: BatchSize, seed: Run.NetworkSeed), new AdamW(0.1), new() { AccumulateSteps = 2 }, "AccumulateSteps");

        string weights = _folder.File("weights.safetensors");
        run.Network.Save(weights);
        path = weights;
        Refuse(new TinyClassifier(maxBatch: BatchSize, seed: Run.NetworkSeed), new AdamW(0.1), new(), "SaveCheckpoint");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^5]);
        Refuse(new TinyClassifier(maxBatch: BatchSize, seed: Run.NetworkSeed), new AdamW(0.1), new(), "weights.safetensors");

        void Refuse(TinyClassifier network, Optimizer optimizer, TrainerOptions options, string named)
        {
            float[] before = network.Parameters.ToArray();
            Trainer<TinyClassifier> trainer = Trainer.For(network, optimizer, options);
            Assert.Contains(named, Assert.Throws<WeightsException>(() => trainer.LoadCheckpoint(path)).Message, StringComparison.Ordinal);
            Assert.Equal(before, network.Parameters.ToArray());
            Assert.Equal(0, optimizer.StepCount);
            Assert.Equal(0, network.Core.StepCount);
            Assert.Equal([1], trainer.Fit(TinyData.Points(4)).Select(epoch => epoch.Number));
        }
    }

    [Theory]
    [InlineData("\"rows\":22", "\"rows\":-1")]
    [InlineData("\"rows\":22", "\"rows\":2")]
    [InlineData("\"lossNumerators\":[\"", "\"lossNumerators\":[\"x")]
    [InlineData("\"lossDenominators\":[", "\"lossDenominators\":[[],")]
    [InlineData("\"history\":[", "\"history\":[{},")]
    [InlineData("\"seed\":", "\"sead\":")]
    public void A_progress_that_makes_no_sense_is_refused(string found, string replacement)
    {
        TrainingProgress progress = new() { Seed = 1, Rows = 22, Batches = 3, Samples = 12, Losses = new LossSums([4.5], [12]) };
        string text = ProgressJson.Write(progress);
        Assert.Contains(found, text, StringComparison.Ordinal);
        Assert.Equal([4.5], ProgressJson.Read(text, "run").Losses.Numerators);
        Assert.Contains(
            "run", Assert.Throws<WeightsException>(() => ProgressJson.Read(text.Replace(found, replacement, StringComparison.Ordinal), "run")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_progress_of_an_earlier_version_is_read()
    {
        string text = ProgressJson.Write(new() { Seed = 1, Rows = 22, Batches = 3, Samples = 12, Losses = new LossSums([4.5], [12]) });
        string earlier = text.Replace("\"lossNumerators\":[\"4.5\"],\"lossDenominators\":[\"12\"]", "\"lossSum\":\"4.5\"", StringComparison.Ordinal);
        Assert.NotEqual(text, earlier);
        TrainingProgress progress = ProgressJson.Read(earlier, "run");
        Assert.Equal([4.5], progress.Losses.Numerators);
        Assert.Equal([12], progress.Losses.Denominators);
    }

    [Fact]
    public void Named_terms_survive()
    {
        TrainingProgress progress = new() { Seed = 1 };
        Dictionary<string, double> none = [], terms = new() { ["hard"] = 0.25, ["soft"] = double.PositiveInfinity };
        progress.Complete(new(1, 0.5, null, none, TimeSpan.FromSeconds(1), 10), 0.5);
        progress.Complete(new(2, 0.5, 0.6, none, TimeSpan.FromSeconds(1), 10) { LossTerms = terms, ValidationLossTerms = terms }, 0.6);
        List<Epoch> history = ProgressJson.Read(ProgressJson.Write(progress), "run").History;
        Assert.Empty(history[0].LossTerms);
        Assert.Empty(history[0].ValidationLossTerms);
        Assert.Equal(terms, history[1].LossTerms);
        Assert.Equal(terms, history[1].ValidationLossTerms);
    }

    [Fact]
    public void Sums_of_another_loss_within_an_epoch_are_refused()
    {
        string path = _folder.File("run.safetensors");
        Run run = new("adamW", 1) { StopAfter = 3 };
        Assert.Throws<OperationCanceledException>(() => run.Fit());
        run.Trainer.SaveCheckpoint(path);
        byte[] bytes = File.ReadAllBytes(path);
        string text = System.Text.Encoding.Latin1.GetString(bytes);
        // One denominator less in the same number of bytes.
        int at = text.IndexOf("lossDenominators", StringComparison.Ordinal), from = text.IndexOf('[', at), to = text.IndexOf(']', at);
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes($"{text[..(from + 1)]}{new string(' ', to - from - 1)}{text[to..]}"));
        Run other = new("adamW", 1);
        Assert.Contains("between epochs", Assert.Throws<WeightsException>(() => other.Trainer.LoadCheckpoint(path)).Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Network.Core.StepCount);
    }

    [Fact]
    public void Other_data_within_an_epoch_is_refused()
    {
        Run run = new("adamW", 1) { StopAfter = 3 };
        Assert.Throws<OperationCanceledException>(() => run.Fit());
        Assert.Contains(
            "22 rows", Assert.Throws<ArgumentException>("train", () => run.Trainer.Fit(TinyData.Points(30), epochs: 9)).Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Run expected, Run actual)
    {
        Assert.Equal(expected.Network.Parameters.ToArray(), actual.Network.Parameters.ToArray());
        Assert.Equal(expected.Network.Core.State.ToArray(), actual.Network.Core.State.ToArray());
        Assert.Equal(expected.Network.Core.StepCount, actual.Network.Core.StepCount);
    }

    private static void AssertSame(IReadOnlyList<Epoch> expected, IReadOnlyList<Epoch> actual)
    {
        Assert.Equal(
            expected.Select(epoch => (epoch.Number, epoch.Loss, epoch.ValidationLoss)),
            actual.Select(epoch => (epoch.Number, epoch.Loss, epoch.ValidationLoss)));
        Assert.Equal(expected.Select(epoch => epoch.Metrics["accuracy"]), actual.Select(epoch => epoch.Metrics["accuracy"]));
    }

    /// <summary>Network, optimizer and trainer of one process, with dropout and running statistics.</summary>
    private sealed class Run
    {
        public const int NetworkSeed = 7;

        private CancellationTokenSource _cancellation = new();

        public Run(string kind, int accumulateSteps, int shuffleSeed = 11)
        {
            Network = new TinyClassifier(maxBatch: BatchSize, seed: NetworkSeed);
            Optimizer optimizer = kind == "momentum"
                ? new SGD(Schedule.Cosine(0.2, steps: 12, warmup: 2), momentum: 0.9)
                : new AdamW(Schedule.OneCycle(0.05, steps: 18));
            Trainer = Kiln.Training.Trainer.For(Network, optimizer, new()
            {
                Seed = shuffleSeed,
                AccumulateSteps = accumulateSteps,
                ClipNorm = 0.5,
                Metrics = [Metric.Accuracy],
                OnStep = OnStep,
            });
        }

        public TinyClassifier Network { get; }

        public Trainer<TinyClassifier> Trainer { get; }

        public List<TrainingStep> Steps { get; } = [];

        public int? StopAfter { get; set; }

        public Action<TrainingStep>? AfterStep { get; set; }

        public IReadOnlyList<Epoch> Fit()
        {
            _cancellation = new CancellationTokenSource();
            return Trainer.Fit(TinyData.Points(Rows), TinyData.Points(10, seed: 2), Epochs, cancellationToken: _cancellation.Token);
        }

        private void OnStep(TrainingStep step)
        {
            Steps.Add(step);
            if (Steps.Count == StopAfter) _cancellation.Cancel();
            AfterStep?.Invoke(step);
        }
    }
}
