using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_learns_and_reports_every_epoch()
    {
        TinyClassifier network = new(maxBatch: 8, seed: 3);
        List<Epoch> reported = [];
        IReadOnlyList<Epoch> epochs = Trainer.For(network, new AdamW(0.02), new() { Metrics = [Metric.Accuracy, Metric.TopK(2)] })
            .Fit(TinyData.Points(200), TinyData.Points(100, seed: 2), epochs: 15, report: reported.Add);

        Assert.Equal(reported, epochs);
        Assert.Equal(Enumerable.Range(1, 15), epochs.Select(epoch => epoch.Number));
        Assert.True(epochs[^1].Loss < epochs[0].Loss);
        Assert.True(epochs[^1].ValidationLoss < 0.8);
        Assert.True(epochs[^1].Metrics["accuracy"] > 0.7);
        Assert.True(epochs[^1].Metrics["top2Accuracy"] > epochs[^1].Metrics["accuracy"]);
        Assert.All(epochs, epoch => Assert.True(epoch.Elapsed > TimeSpan.Zero && epoch.SamplesPerSecond > 0));
    }

    [Fact]
    public void The_loss_of_an_epoch_is_the_mean_over_samples_of_the_losses_before_each_step()
    {
        // A rate of 0 moves nothing, so the mean over batches of 4, 4, 4 and 2 must be the mean over all 14 samples.
        TinyClassifier network = new(maxBatch: 16, seed: 3) { HasDropout = false };
        double expected = network.ForwardBackward(TinyData.Batch(14));
        IReadOnlyList<Epoch> epochs = Trainer.For(network, new SGD(0), new() { BatchSize = 4 }).Fit(TinyData.Points(14));
        Assert.Equal(expected, epochs[0].Loss, 1e-6);
        Assert.Null(epochs[0].ValidationLoss);
        Assert.Empty(epochs[0].Metrics);
    }

    [Fact]
    public void Epochs_is_lazy_and_continues_a_fit()
    {
        TinyClassifier network = new(maxBatch: 8);
        SGD optimizer = new(0.1);
        Trainer<TinyClassifier> trainer = Trainer.For(network, optimizer);
        IDataset data = TinyData.Points(16);
        trainer.Fit(data, epochs: 2);
        Assert.Equal(4, optimizer.StepCount);

        IEnumerable<Epoch> epochs = trainer.Epochs(data);
        Assert.Equal(4, optimizer.StepCount);
        foreach (Epoch epoch in epochs)
        {
            if (epoch.Number == 4) break;
        }

        Assert.Equal(8, optimizer.StepCount);
        Assert.Equal([1, 2, 3, 4, 5], trainer.Fit(data, epochs: 5).Select(epoch => epoch.Number));
        Assert.Equal(5, trainer.Fit(data, epochs: 5).Count);
        Assert.Equal(10, optimizer.StepCount);
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_another_seed_another_order()
    {
        float[] first = Train(seed: 1), again = Train(seed: 1), other = Train(seed: 2);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        static float[] Train(int seed)
        {
            TinyClassifier network = new(maxBatch: 4, seed: 9) { HasDropout = false };
            Trainer.For(network, new SGD(0.1), new() { Seed = seed }).Fit(TinyData.Points(22), epochs: 2);
            return network.Parameters.ToArray();
        }
    }

    [Fact]
    public void Every_step_is_reported()
    {
        List<TrainingStep> steps = [];
        TinyClassifier network = new(maxBatch: 4);
        Trainer.For(network, new SGD(Schedule.StepDecay(0.5, every: 3, factor: 0.1)), new() { OnStep = steps.Add }).Fit(TinyData.Points(10), epochs: 2);
        Assert.Equal([1, 2, 3, 4, 5, 6], steps.Select(step => step.Number));
        Assert.Equal([1, 1, 1, 2, 2, 2], steps.Select(step => step.Epoch));
        Assert.Equal([0.5, 0.5, 0.5, 0.05, 0.05, 0.05], steps.Select(step => Math.Round(step.Rate, 9)));
        Assert.All(steps, step => Assert.True(step.Loss > 0 && step.GradientNorm > 0));
        Assert.Equal(network.GradientNorm(), steps[^1].GradientNorm, 1e-6);
    }

    [Theory, InlineData(4, 2), InlineData(3, 4), InlineData(5, 3)]
    public void Accumulated_batches_are_one_large_batch(int batchSize, int accumulateSteps)
    {
        // 22 rows: the last group is short of batches and its last batch short of samples.
        List<double> small = [], large = [];
        TinyClassifier accumulated = new(maxBatch: 32, seed: 5) { HasDropout = false }, whole = new(maxBatch: 32, seed: 5) { HasDropout = false };
        IDataset data = TinyData.Points(22);
        Trainer.For(
            accumulated, new SGD(0.3, momentum: 0.9), new() { BatchSize = batchSize, AccumulateSteps = accumulateSteps, OnStep = step => small.Add(step.Loss) })
            .Fit(data, epochs: 3);
        Trainer.For(whole, new SGD(0.3, momentum: 0.9), new() { BatchSize = batchSize * accumulateSteps, OnStep = step => large.Add(step.Loss) })
            .Fit(data, epochs: 3);
        Assert.Equal(large.Count, small.Count);
        for (int i = 0; i < large.Count; i++) Assert.Equal(large[i], small[i], 1e-5);
        for (int i = 0; i < whole.Parameters.Length; i++) Assert.Equal(whole.Parameters[i], accumulated.Parameters[i], 1e-5);
    }

    [Fact]
    public void Long_gradients_are_clipped_to_the_norm()
    {
        // SGD with rate 1 moves the weights by the clipped gradient, whose norm is the bound.
        List<TrainingStep> steps = [];
        TinyClassifier network = new(maxBatch: 8, seed: 2);
        float[] before = network.Parameters.ToArray();
        Trainer.For(network, new SGD(1), new() { ClipNorm = 0.01, OnStep = steps.Add }).Fit(TinyData.Points(8));
        double moved = Math.Sqrt(before.Zip(network.Parameters.ToArray(), (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        Assert.True(steps.Single().GradientNorm > 0.02);
        Assert.Equal(0.01, moved, 1e-5);

        // Short ones keep their bits.
        Assert.Equal(Train(double.PositiveInfinity), Train(1000));

        static float[] Train(double clip)
        {
            TinyClassifier network = new(maxBatch: 8, seed: 2);
            Trainer.For(network, new SGD(0.1), new() { ClipNorm = clip }).Fit(TinyData.Points(16), epochs: 2);
            return network.Parameters.ToArray();
        }
    }

    [Fact]
    public void Large_gradients_are_cut_before_the_norm_is_clipped()
    {
        // SGD with rate 1 moves the weights by the clipped gradients. Cut to 0.01, 16 of them have a norm of at most 0.04.
        foreach ((double norm, double longest) in new[] { (double.PositiveInfinity, 0.0401), (0.02, 0.02) })
        {
            List<TrainingStep> steps = [];
            TinyClassifier network = new(maxBatch: 8, seed: 2);
            float[] before = network.Parameters.ToArray();
            Trainer.For(network, new SGD(1), new() { ClipValue = 0.01, ClipNorm = norm, OnStep = steps.Add }).Fit(TinyData.Points(8));
            double[] moves = [.. before.Zip(network.Parameters.ToArray(), (a, b) => Math.Abs((double)a - b))];
            Assert.InRange(Math.Sqrt(moves.Sum(move => move * move)), longest / 2, longest);
            Assert.InRange(moves.Max(), 0, 0.0100001);
            Assert.True(steps.Single().GradientNorm > 0.05);
        }

        Assert.Contains(
            "ClipValue",
            Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.For(new TinyClassifier(), new SGD(1), new() { ClipValue = 0 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Patience_ends_a_run_that_no_longer_improves()
    {
        // Nothing moves with a rate of 0: the first epoch is the best one for ever.
        TinyClassifier network = new(maxBatch: 8) { HasDropout = false };
        Trainer<TinyClassifier> trainer = Trainer.For(network, new SGD(0), new() { Patience = 3 });
        IDataset data = TinyData.Points(16);
        Assert.Equal(4, trainer.Fit(data, TinyData.Points(8, seed: 2), epochs: 100).Count);
        Assert.Equal(4, trainer.Fit(data, epochs: 100).Count);
    }

    [Fact]
    public void Patience_looks_at_the_training_loss_without_validation_data()
    {
        // The rate rises until the training loss explodes.
        TinyClassifier network = new(maxBatch: 16) { HasDropout = false };
        IReadOnlyList<Epoch> epochs = Trainer.For(network, new SGD(Schedule.From(step => step < 5 ? 0.1 : 40)), new() { Patience = 2 })
            .Fit(TinyData.Points(16), epochs: 100);
        double best = epochs.Min(epoch => epoch.Loss);
        Assert.Equal(best, epochs[^3].Loss);
        Assert.InRange(epochs.Count, 7, 99);
    }

    [Fact]
    public void The_best_weights_are_on_disk()
    {
        string path = _folder.File("best.safetensors");
        TinyClassifier network = new(maxBatch: 16, seed: 4) { HasDropout = false };
        Trainer<TinyClassifier> trainer = Trainer.For(network, new SGD(Schedule.From(step => step < 4 ? 0.1 : 40)), new() { BestPath = path });
        IDataset held = TinyData.Points(32, seed: 2);
        IReadOnlyList<Epoch> epochs = trainer.Fit(TinyData.Points(16), held, epochs: 8);
        Assert.True(epochs[^1].ValidationLoss > epochs.Min(epoch => epoch.ValidationLoss));

        TinyClassifier best = new(maxBatch: 16, seed: 77);
        best.Load(path);
        Assert.Equal(epochs.Min(epoch => epoch.ValidationLoss), Trainer.For(best, new SGD(0)).Evaluate(held).Loss);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Evaluate_changes_nothing_and_weighs_a_short_batch_by_its_samples()
    {
        TinyClassifier network = new(maxBatch: 16, seed: 4);
        Trainer.For(network, new SGD(0.1)).Fit(TinyData.Points(16));
        Batch all = TinyData.Batch(14, seed: 2), outputs = new(TinyClassifier.Info.Outputs, 14);
        double loss = network.Evaluate(all, outputs);
        int right = Enumerable.Range(0, 14).Count(i => ((ReadOnlySpan<float>)outputs.Read<float>(0, i)).ArgMax() == all.Read<int>(1)[i]);
        float[] weights = network.Parameters.ToArray(), statistics = network.Core.State.ToArray();
        long step = network.Core.StepCount;

        Evaluation evaluation = Trainer.For(network, new SGD(0.1), new() { BatchSize = 4, Metrics = [Metric.Accuracy] }).Evaluate(TinyData.Points(14, seed: 2));
        Assert.Equal(loss, evaluation.Loss, 1e-6);
        Assert.Equal(right / 14.0, evaluation.Metrics["accuracy"], 12);
        Assert.Equal(weights, network.Parameters.ToArray());
        Assert.Equal(statistics, network.Core.State.ToArray());
        Assert.Equal(step, network.Core.StepCount);
    }

    [Fact]
    public void Metrics_without_validation_data_are_measured_on_the_training_data()
    {
        TinyClassifier network = new(maxBatch: 16, seed: 4);
        Trainer<TinyClassifier> trainer = Trainer.For(network, new SGD(0.1), new() { Metrics = [Metric.Accuracy] });
        IDataset data = TinyData.Points(40);
        Epoch epoch = trainer.Fit(data)[0];
        Assert.Null(epoch.ValidationLoss);
        Assert.Equal(trainer.Evaluate(data).Metrics["accuracy"], epoch.Metrics["accuracy"]);
    }

    [Fact]
    public void A_training_step_allocates_nothing()
    {
        long[] allocated = new long[200];
        int count = 0;
        TinyClassifier network = new(maxBatch: 4);
        TrainerOptions options = new() { AccumulateSteps = 2, ClipNorm = 0.5, OnStep = _ => allocated[count++] = GC.GetAllocatedBytesForCurrentThread() };
        Trainer.For(network, new AdamW(Schedule.OneCycle(0.01, steps: 100)), options).Fit(TinyData.Points(800));
        Assert.Equal(100, count);
        Assert.Equal(allocated[9], allocated[99]);
    }

    [Fact]
    public void A_step_with_everything_switched_on_allocates_nothing()
    {
        long[] allocated = new long[200];
        int count = 0;
        TrainerOptions options = new()
        {
            AccumulateSteps = 2,
            ClipNorm = 0.5,
            ClipValue = 0.1,
            AverageDecay = 0.99,
            SharpnessRadius = 0.05,
            OnStep = _ => allocated[count++] = GC.GetAllocatedBytesForCurrentThread(),
        };
        Schedule rate = Schedule.Plateau(0.01).WithWarmup(10).Then(Schedule.CosineRestarts(0.01, period: 7, growth: 2), at: 50);
        NAdam optimizer = new(rate) { Groups = [new("*.weight") { WeightDecay = 0.1, RateFactor = 0.5 }, new("*.bias") { Frozen = true }] };
        Trainer.For(new TinyClassifier(maxBatch: 4), optimizer, options).Fit(TinyData.Points(800));
        Assert.Equal(100, count);
        Assert.Equal(allocated[9], allocated[99]);
    }

    [Fact]
    public void The_first_loss_of_an_untrained_network_is_checked()
    {
        List<string> warnings = [];
        (float[] features, int[] labels) = TinyData.Arrays(32);
        Trainer.For(new TinyClassifier(maxBatch: 8, seed: 1), new SGD(0.01), new() { Warn = warnings.Add }).Fit(Dataset.Of(32, features, labels), epochs: 2);
        Assert.Empty(warnings);

        float[] pixels = [.. features.Select(value => value * 255)];
        Trainer.For(new TinyClassifier(maxBatch: 8, seed: 1), new SGD(0.01), new() { Warn = warnings.Add }).Fit(Dataset.Of(32, pixels, labels), epochs: 2);
        string warning = Assert.Single(warnings);
        Assert.Contains("4 classes", warning, StringComparison.Ordinal);
        Assert.Contains("ln 4 = 1.39", warning, StringComparison.Ordinal);
        Assert.Contains("scaled", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_loss_of_several_targets_or_terms_is_not_that_of_a_classifier()
    {
        TensorInfo label = new("label", [], typeof(int)), value = new("value", [], typeof(float));
        Assert.NotEmpty(Warnings([label], []));
        Assert.Empty(Warnings([label, value], []));
        Assert.Empty(Warnings([label], ["smoothness"]));

        static List<string> Warnings(IReadOnlyList<TensorInfo> targets, IReadOnlyList<string> terms)
        {
            List<string> warnings = [];
            NetworkInfo info = new()
            {
                Name = "N", Inputs = [], Targets = targets, Outputs = [new("scores", [5], typeof(float))], LossTerms = terms,
                Predictions = [new("scores", "label", PredictionKind.Classes, Classes: 5)],
                Layers = [], Parameters = [], ParameterCount = 0, MultiplyAdds = 0, ArenaBytes = 0,
            };
            new LossWatch(info, warnings.Add).First(0.1);
            return warnings;
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_told_once()
    {
        List<string> warnings = [];
        TinyClassifier network = new(maxBatch: 4);
        Trainer.For(network, new SGD(Schedule.From(step => step < 2 ? 0.1 : 1e38)), new() { Warn = warnings.Add }).Fit(TinyData.Points(40), epochs: 2);
        Assert.Contains("ClipNorm", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("though the data is finite", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Options_outside_their_range_are_named()
    {
        TinyClassifier network = new(maxBatch: 4);
        Assert.Contains("MaxBatch, 4", Throws(new() { BatchSize = 5 }), StringComparison.Ordinal);
        Assert.Contains("BatchSize", Throws(new() { BatchSize = 0 }), StringComparison.Ordinal);
        Assert.Contains("AccumulateSteps", Throws(new() { AccumulateSteps = 0 }), StringComparison.Ordinal);
        Assert.Contains("ClipNorm", Throws(new() { ClipNorm = 0 }), StringComparison.Ordinal);
        Assert.Contains("Patience", Throws(new() { Patience = 0 }), StringComparison.Ordinal);
        Assert.Contains("'accuracy' 2 times", Throws(new() { Metrics = [Metric.Accuracy, Metric.Accuracy] }), StringComparison.Ordinal);

        string Throws(TrainerOptions options) => Assert.ThrowsAny<ArgumentException>(() => Trainer.For(network, new SGD(0.1), options)).Message;
    }

    [Fact]
    public void Data_that_does_not_fit_is_named_before_the_first_step()
    {
        SGD optimizer = new(0.1);
        Trainer<TinyClassifier> trainer = Trainer.For(new TinyClassifier(maxBatch: 4), optimizer);
        Assert.Contains("features", Message(Dataset.Of(2, new float[8], new int[2])), StringComparison.Ordinal);
        Assert.Contains("float [4]", Message(Dataset.Of(2, new float[8], new int[2])), StringComparison.Ordinal);
        Assert.Contains("float [3]", Message(Dataset.Of(2, new float[8], new int[2])), StringComparison.Ordinal);
        string label = Message(Dataset.Of(2, new float[6], new float[2]));
        Assert.Contains("target 'label'", label, StringComparison.Ordinal);
        Assert.Contains("expects int", label, StringComparison.Ordinal);
        Assert.Contains("takes 2 columns", Message(Dataset.Of(2, new float[6])), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("validation", () => trainer.Fit(TinyData.Points(4), Dataset.Of(2, new float[6])));
        Assert.Throws<ArgumentException>("data", () => trainer.Evaluate(Dataset.Of(2, new float[6])));
        Assert.Throws<ArgumentException>("train", () => trainer.Epochs(Dataset.Of(2, new float[6])));
        Assert.Equal(0, optimizer.StepCount);

        string Message(IDataset data) => Assert.Throws<ArgumentException>("train", () => trainer.Fit(data)).Message;
    }

    [Fact]
    public void A_cancelled_token_stops_before_the_first_step()
    {
        SGD optimizer = new(0.1);
        Trainer<TinyClassifier> trainer = Trainer.For(new TinyClassifier(maxBatch: 4), optimizer);
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(TinyData.Points(8), cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => trainer.Evaluate(TinyData.Points(8), cancelled));
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void An_epoch_prints_one_line()
    {
        Epoch epoch = new(3, 0.41324, 0.39, new Dictionary<string, double> { ["accuracy"] = 0.86123 }, TimeSpan.FromSeconds(12.34), 48800.4);
        Assert.Equal("epoch 3: loss 0.4132, validation 0.3900, accuracy 0.8612 (12.3 s, 48,800 samples/s)", epoch.ToString());
        Dictionary<string, double> terms = new() { ["hard"] = 0.3, ["soft"] = 0.1132 };
        const string Losses = "loss 0.4132 (hard 0.3000, soft 0.1132), validation 0.3900 (hard 0.3000, soft 0.1132)";
        epoch = epoch with { LossTerms = terms, ValidationLossTerms = terms };
        Assert.Equal($"epoch 3: {Losses}, accuracy 0.8612 (12.3 s, 48,800 samples/s)", epoch.ToString());
        Assert.Equal(
            "epoch 1: loss 1.23e-5 (0.0 s, 0 samples/s)", new Epoch(1, 0.0000123, null, new Dictionary<string, double>(), TimeSpan.Zero, 0).ToString());
    }
}
