using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public sealed class WeightAverageTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_average_follows_its_formula_from_the_first_weights_on()
    {
        Bowl bowl = new();
        WeightAverage average = new(bowl, decay: 0.75);
        SGD optimizer = new(0.1);
        double[] expected = [];
        for (int step = 0; step < 6; step++)
        {
            bowl.Differentiate();
            optimizer.Step(bowl);
            average.Update();
            expected = step == 0 ? [.. bowl.Weights] : [.. expected.Zip(bowl.Weights, (mean, weight) => 0.75 * mean + 0.25 * weight)];
        }

        Assert.Equal(6, average.Count);
        average.Apply();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], bowl.Weights[i], 1e-6);
    }

    [Fact]
    public void Swapping_in_and_out_changes_no_bit()
    {
        TinyClassifier network = Trained(out WeightAverage average);
        float[] weights = network.Parameters.ToArray(), state = network.Core.State.ToArray();
        using (average.SwapIn())
        {
            Assert.NotEqual(weights, network.Parameters.ToArray());
            Assert.NotEqual(state, network.Core.State.ToArray());
            Assert.Throws<InvalidOperationException>(average.Update);
            Assert.Throws<InvalidOperationException>(() => average.SwapIn());
            Assert.Throws<InvalidOperationException>(average.Apply);
        }

        Assert.Equal(weights, network.Parameters.ToArray());
        Assert.Equal(state, network.Core.State.ToArray());
        average.Update();
    }

    [Fact]
    public void Disposing_twice_swaps_once()
    {
        TinyClassifier network = Trained(out WeightAverage average);
        float[] weights = network.Parameters.ToArray();
        WeightAverage.Swap swap = average.SwapIn();
        swap.Dispose();
        swap.Dispose();
        Assert.Equal(weights, network.Parameters.ToArray());
    }

    [Fact]
    public void Nothing_can_be_swapped_in_before_the_first_update()
    {
        WeightAverage average = new(new Bowl());
        Assert.Contains("Update", Assert.Throws<InvalidOperationException>(() => average.SwapIn()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(average.Apply);
        Assert.Throws<InvalidOperationException>(() => average.Save(new MemoryStream()));
        Assert.Throws<ArgumentOutOfRangeException>("decay", () => new WeightAverage(new Bowl(), decay: 1));
    }

    [Fact]
    public void A_saved_average_goes_on_with_the_same_bits_and_is_a_file_of_weights()
    {
        TinyClassifier network = Trained(out WeightAverage average);
        using MemoryStream stream = new();
        average.Save(stream);
        WeightAverage other = new(network, 0.9);
        stream.Position = 0;
        other.Load(stream);
        Assert.Equal(average.Count, other.Count);
        average.Update();
        other.Update();
        Assert.Equal(Content(network, average), Content(network, other));

        TinyClassifier loaded = new(seed: 77);
        stream.Position = 0;
        loaded.Load(stream);
        Assert.NotEqual(network.Parameters.ToArray(), loaded.Parameters.ToArray());

        using MemoryStream weights = new();
        network.Save(weights);
        weights.Position = 0;
        Assert.Contains("average.count", Assert.Throws<WeightsException>(() => other.Load(weights)).Message, StringComparison.Ordinal);
        stream.Position = 0;
        Assert.Throws<WeightsException>(() => new WeightAverage(new Bowl()).Load(stream));
    }

    [Fact]
    public void A_trainer_evaluates_and_keeps_the_best_with_the_average()
    {
        string best = _folder.File("best.safetensors");
        TinyClassifier network = new(maxBatch: 4, seed: 7);
        Trainer<TinyClassifier> trainer = Trainer.For(
            network, new SGD(0.3), new() { AverageDecay = 0.8, BestPath = best, Metrics = [Metric.Accuracy] });
        IDataset held = TinyData.Points(30, seed: 2);
        Epoch epoch = trainer.Fit(TinyData.Points(22), held)[0];
        float[] weights = network.Parameters.ToArray();
        Assert.Equal(epoch.ValidationLoss, trainer.Evaluate(held).Loss);
        Assert.Equal(weights, network.Parameters.ToArray());

        TinyClassifier loaded = new(maxBatch: 4);
        loaded.Load(best);
        Assert.Equal(epoch.ValidationLoss, Trainer.For(loaded, new SGD(0)).Evaluate(held).Loss);
        using (trainer.Average!.SwapIn())
        {
            Assert.Equal(loaded.Parameters.ToArray(), network.Parameters.ToArray());
            Assert.Equal(epoch.ValidationLoss, trainer.Evaluate(held).Loss);
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(TinyData.Points(22), epochs: 2));
        }

        Assert.NotEqual(epoch.ValidationLoss, Trainer.For(network, new SGD(0)).Evaluate(held).Loss);
    }

    [Fact]
    public void The_average_changes_nothing_of_the_training_itself()
    {
        Assert.Equal(Train(null), Train(0.9));

        static float[] Train(double? decay)
        {
            TinyClassifier network = new(maxBatch: 4, seed: 7);
            Trainer.For(network, new AdamW(0.05), new() { AverageDecay = decay, Metrics = [Metric.Accuracy] }).Fit(TinyData.Points(22), epochs: 3);
            return network.Parameters.ToArray();
        }
    }

    [Fact]
    public void A_run_from_a_checkpoint_at_any_step_has_the_same_average()
    {
        string path = _folder.File("run.safetensors");
        Trainer<TinyClassifier> whole = Create(null);
        whole.Fit(TinyData.Points(22), TinyData.Points(10, seed: 2), epochs: 3);
        for (int stop = 1; stop < 18; stop++)
        {
            using CancellationTokenSource cancellation = new();
            Trainer<TinyClassifier> first = Create(step =>
            {
                if (step.Number == stop) cancellation.Cancel();
            });
            Assert.Throws<OperationCanceledException>(
                () => first.Fit(TinyData.Points(22), TinyData.Points(10, seed: 2), epochs: 3, cancellationToken: cancellation.Token));
            first.SaveCheckpoint(path);
            Trainer<TinyClassifier> second = Create(null);
            second.LoadCheckpoint(path);
            IReadOnlyList<Epoch> epochs = second.Fit(TinyData.Points(22), TinyData.Points(10, seed: 2), epochs: 3);
            Assert.Equal(whole.Network.Parameters.ToArray(), second.Network.Parameters.ToArray());
            Assert.Equal(Content(whole.Network, whole.Average!), Content(second.Network, second.Average!));
            Assert.Equal(whole.Evaluate(TinyData.Points(10, seed: 2)).Loss, epochs[^1].ValidationLoss);
        }

        static Trainer<TinyClassifier> Create(Action<TrainingStep>? onStep) => Trainer.For(
            new TinyClassifier(maxBatch: 4, seed: 7), new RMSProp(0.02, momentum: 0.5, centred: true), new() { AverageDecay = 0.7, OnStep = onStep });
    }

    [Fact]
    public void A_checkpoint_without_an_average_begins_a_new_one_and_one_with_it_can_do_without()
    {
        string path = _folder.File("run.safetensors");
        Trainer<TinyClassifier> with = Create(0.9), without = Create(null);
        with.Fit(TinyData.Points(22));
        without.Fit(TinyData.Points(22));
        without.SaveCheckpoint(path);
        with.LoadCheckpoint(path);
        Assert.Equal(0, with.Average!.Count);
        with.Fit(TinyData.Points(22), epochs: 2);
        Assert.Equal(6, with.Average.Count);
        with.SaveCheckpoint(path);
        without.LoadCheckpoint(path);
        Assert.Equal(3, without.Fit(TinyData.Points(22), epochs: 3).Count);

        static Trainer<TinyClassifier> Create(double? decay) =>
            Trainer.For(new TinyClassifier(maxBatch: 4, seed: 7), new SGD(0.1), new() { AverageDecay = decay });
    }

    [Fact]
    public void An_update_allocates_nothing()
    {
        Bowl bowl = new();
        WeightAverage average = new(bowl);
        average.Update();
        long before = GC.GetAllocatedBytesForCurrentThread();
        average.Update();
        using (average.SwapIn()) Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, InlineData(-0.1), InlineData(1), InlineData(double.NaN)]
    public void A_decay_outside_its_range_is_named(double decay) => Assert.Contains(
        "AverageDecay",
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.For(new TinyClassifier(), new SGD(0.1), new() { AverageDecay = decay })).Message,
        StringComparison.Ordinal);

    private static TinyClassifier Trained(out WeightAverage average)
    {
        TinyClassifier network = new(maxBatch: 8, seed: 3);
        average = new WeightAverage(network, 0.9);
        SGD optimizer = new(0.2);
        for (int step = 0; step < 5; step++)
        {
            network.ForwardBackward(TinyData.Batch(8, seed: step));
            optimizer.Step(network);
            average.Update();
        }

        return network;
    }

    private static float[] Content(TinyClassifier network, WeightAverage average)
    {
        using (average.SwapIn()) return [.. network.Parameters, .. network.Core.State];
    }
}
