using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public sealed class SharpnessTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_gradient_is_taken_up_the_slope_and_applied_below()
    {
        // Foret et al., algorithm 1, in double precision: w -= rate g(w + radius g / |g|).
        const double Rate = 0.125, Radius = 0.5;
        Bowl bowl = new();
        SAM sam = new(bowl, Radius);
        SGD optimizer = new(Rate);
        double[] w = [.. bowl.Weights];
        for (int step = 0; step < 5; step++)
        {
            double[] gradient = [.. w.Select(Gradient)];
            double norm = Math.Sqrt(gradient.Sum(g => g * g));
            w = [.. w.Select((weight, i) => weight - Rate * Gradient(weight + Radius * gradient[i] / norm, i))];

            bowl.Differentiate();
            float[] before = bowl.Weights;
            sam.Climb();
            Assert.Equal(Radius, Math.Sqrt(before.Zip(bowl.Weights, (a, b) => ((double)a - b) * ((double)a - b)).Sum()), 1e-5);
            bowl.Differentiate();
            sam.Return();
            Assert.Equal(before, bowl.Weights);
            optimizer.Step(bowl);
            for (int i = 0; i < w.Length; i++) Assert.Equal(w[i], bowl.Weights[i], 1e-5);
        }

        static double Gradient(double weight, int i) => (double)OptimizerGolden.Curvature[i] * (weight - OptimizerGolden.Minimum[i]);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void A_trainer_does_what_a_loop_does(int accumulateSteps)
    {
        const int BatchSize = 4;
        TinyClassifier trained = new(maxBatch: BatchSize, seed: 5), looped = new(maxBatch: BatchSize, seed: 5);
        IDataset data = TinyData.Points(22);
        Trainer.For(trained, new SGD(0.1, momentum: 0.9), new() { SharpnessRadius = 0.2, Seed = 3, AccumulateSteps = accumulateSteps, ClipNorm = 0.3 })
            .Fit(data, epochs: 2);

        SAM sam = new(looped, 0.2);
        SGD optimizer = new(0.1, momentum: 0.9);
        using BatchLoader loader = new(data, BatchSize, seed: 3, shuffle: true);
        BatchGroup group = new(loader, looped.Core, accumulateSteps, repeats: true);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            loader.Start(epoch);
            for (int done = 0; done < loader.BatchesPerEpoch; done += accumulateSteps)
            {
                int batches = Math.Min(accumulateSteps, loader.BatchesPerEpoch - done);
                group.Begin(batches, Math.Min(batches * BatchSize, 22 - done * BatchSize));
                Differentiate(batches);
                sam.Climb();
                group.Repeat();
                Differentiate(batches);
                sam.Return();
                group.End();
                looped.ClipGradients(0.3);
                optimizer.Step(looped);
            }
        }

        Assert.Equal(looped.Parameters.ToArray(), trained.Parameters.ToArray());
        Assert.Equal(looped.Core.State.ToArray(), trained.Core.State.ToArray());

        void Differentiate(int batches)
        {
            for (int i = 0; i < batches; i++)
            {
                Batch batch = group.Next();
                looped.ForwardBackward(batch, group.Scale(batch), accumulate: i > 0);
            }
        }
    }

    [Fact]
    public void A_radius_of_next_to_nothing_is_the_plain_step_and_running_statistics_move_once()
    {
        TinyClassifier plain = new(maxBatch: 4, seed: 5), sharp = new(maxBatch: 4, seed: 5);
        List<TrainingStep> steps = [], sharpSteps = [];
        Trainer.For(plain, new SGD(0.1), new() { OnStep = steps.Add, AccumulateSteps = 2 }).Fit(TinyData.Points(22), epochs: 2);
        Trainer.For(sharp, new SGD(0.1), new() { OnStep = sharpSteps.Add, AccumulateSteps = 2, SharpnessRadius = 1e-12 }).Fit(TinyData.Points(22), epochs: 2);
        Assert.Equal(plain.Parameters.ToArray(), sharp.Parameters.ToArray());
        Assert.Equal(plain.Core.State.ToArray(), sharp.Core.State.ToArray());
        Assert.Equal(steps, sharpSteps);
    }

    [Fact]
    public void A_run_from_a_checkpoint_or_after_a_failure_is_the_same_run()
    {
        string path = _folder.File("run.safetensors");
        Trainer<TinyClassifier> whole = Create();
        whole.Fit(TinyData.Points(22), epochs: 3);
        Trainer<TinyClassifier> first = Create(), second = Create();
        first.Fit(TinyData.Points(22), epochs: 1);
        first.SaveCheckpoint(path);
        second.LoadCheckpoint(path);
        second.Fit(TinyData.Points(22), epochs: 3);
        Assert.Equal(whole.Network.Parameters.ToArray(), second.Network.Parameters.ToArray());
        Assert.Equal(whole.Network.Core.State.ToArray(), second.Network.Core.State.ToArray());

        // A batch of the second pass fails: the step is repeated from its first batch, on the weights and statistics that it began with.
        for (int failing = 1; failing <= 8; failing++)
        {
            Trainer<TinyClassifier> broken = Create();
            int batches = 0;
            broken.Network.BeforeBatch = () =>
            {
                if (++batches == failing) throw new IOException("broken once");
            };
            Assert.Throws<IOException>(() => broken.Fit(TinyData.Points(22), epochs: 3));
            broken.Fit(TinyData.Points(22), epochs: 3);
            Assert.Equal(whole.Network.Parameters.ToArray(), broken.Network.Parameters.ToArray());
            Assert.Equal(whole.Network.Core.State.ToArray(), broken.Network.Core.State.ToArray());
        }

        static Trainer<TinyClassifier> Create() => Trainer.For(
            new TinyClassifier(maxBatch: 4, seed: 7), new AdamW(0.05), new() { SharpnessRadius = 0.1, AccumulateSteps = 2 });
    }

    [Fact]
    public void What_is_frozen_does_not_climb()
    {
        TinyClassifier network = new(maxBatch: 8, seed: 2);
        float[] seen = [];
        int batches = 0;
        network.BeforeBatch = () =>
        {
            if (++batches == 2) seen = network.Parameters.ToArray();
        };
        float[] before = network.Parameters.ToArray();
        Trainer.For(network, new SGD(0.1) { Groups = [new("*.bias") { Frozen = true }] }, new() { SharpnessRadius = 0.5 }).Fit(TinyData.Points(8));
        Assert.Equal(2, batches);
        Assert.Equal(before[TinyClassifier.Bias..], seen[TinyClassifier.Bias..]);
        Assert.Equal(0.5, Math.Sqrt(before.Zip(seen, (a, b) => ((double)a - b) * ((double)a - b)).Sum()), 1e-5);
    }

    [Fact]
    public void Misuse_is_explained()
    {
        SAM sam = new(new Bowl());
        Assert.Contains("Climb first", Assert.Throws<InvalidOperationException>(sam.Return).Message, StringComparison.Ordinal);
        sam.Climb();
        Assert.Contains("Return", Assert.Throws<InvalidOperationException>(sam.Climb).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("radius", () => new SAM(new Bowl(), -1));
        Assert.Contains(
            "SharpnessRadius",
            Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.For(new TinyClassifier(), new SGD(0.1), new() { SharpnessRadius = double.NaN })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Climbing_allocates_nothing()
    {
        Bowl bowl = new();
        SAM sam = new(bowl);
        bowl.Differentiate();
        long before = GC.GetAllocatedBytesForCurrentThread();
        sam.Climb();
        sam.Return();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
