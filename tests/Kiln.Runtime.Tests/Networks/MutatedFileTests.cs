using Kiln.Runtime.Tests.Training;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>
/// Spoilt files are refused with a message of bounded length that a terminal can print, and nothing changes; or they are not noticed, and then the run goes on.
/// </summary>
public class MutatedFileTests
{
    private const int LongestMessage = 1200;

    /// <summary>Found among many: the JSON reader quotes a control character.</summary>
    private static readonly int[] Found = [2524];

    [Fact]
    public void Spoilt_weights_are_refused_or_loaded()
    {
        int files = TestLevel.Count(quick: 600, full: 20_000), refused = 0;
        using MemoryStream valid = new();
        new FakeNetwork(seed: 3).Save(valid);
        foreach (int seed in Enumerable.Range(0, files).Concat(Found))
        {
            byte[] bytes = new FileMutator(valid.ToArray(), seed).Next();
            FakeNetwork network = new(seed: 1);
            float[] parameters = network.Parameters.ToArray(), state = network.Core.State.ToArray();
            long version = network.Core.Version;
            Stream stream = seed % 2 == 0 ? new MemoryStream(bytes) : new SafetensorsBytes.Trickle(bytes);
            if (Refusal(() => network.Load(stream), seed) is null) continue;
            refused++;
            bool isSame = network.Parameters.SequenceEqual(parameters) && network.Core.State.SequenceEqual(state) && network.Core.Version == version;
            Assert.True(isSame, $"seed {seed}: the network changed");
        }

        Assert.InRange(refused, files / 2, files + Found.Length);
    }

    [Fact]
    public void Spoilt_checkpoints_are_refused_or_continued()
    {
        int files = TestLevel.Count(quick: 600, full: 10_000), refused = 0;
        using RunFolder folder = new();
        string path = folder.File("run.safetensors");
        (Trainer<TinyClassifier> saving, _, _) = Run();
        CancelAfter(saving, steps: 14);
        saving.SaveCheckpoint(path);
        byte[] valid = File.ReadAllBytes(path);
        for (int seed = 0; seed < files; seed++)
        {
            File.WriteAllBytes(path, new FileMutator(valid, seed).Next());
            (Trainer<TinyClassifier> trainer, TinyClassifier network, Optimizer optimizer) = Run();
            float[] parameters = network.Parameters.ToArray(), state = network.Core.State.ToArray();
            byte[] memory = Saved(optimizer);
            if (Refusal(() => trainer.LoadCheckpoint(path), seed) is not null)
            {
                refused++;
                bool isSame = network.Parameters.SequenceEqual(parameters) && network.Core.State.SequenceEqual(state) && network.Core.StepCount == 0;
                Assert.True(isSame, $"seed {seed}: the network changed");
                Assert.True(Saved(optimizer).AsSpan().SequenceEqual(memory), $"seed {seed}: the optimizer changed");
                continue;
            }

            // Rows of other data are the one thing that only Fit can see.
            Exception? error = Record.Exception(() => trainer.Fit(TinyData.Points(22), epochs: 4));
            Assert.True(error is null or ArgumentException { ParamName: "train" }, $"seed {seed}: {error}");
        }

        Assert.InRange(refused, files / 2, files);
    }

    private static string? Refusal(Action load, int seed)
    {
        Exception? error = Record.Exception(load);
        if (error is null) return null;
        Assert.True(error is WeightsException, $"seed {seed}: {error}");
        if (error.Message.Length > LongestMessage)
            Assert.Fail($"seed {seed}: a message of {error.Message.Length} characters: {error.Message[..LongestMessage]}");
        Assert.False(error.Message.Any(char.IsControl), $"seed {seed}: control characters in the message");
        return error.Message;
    }

    private static (Trainer<TinyClassifier> Trainer, TinyClassifier Network, Optimizer Optimizer) Run()
    {
        TinyClassifier network = new(maxBatch: 4, seed: 7);
        AdamW optimizer = new(0.01);
        return (Trainer.For(network, optimizer, new() { Seed = 11, Metrics = [Metric.Accuracy, Metric.TopK(2)], Warn = _ => { } }), network, optimizer);
    }

    private static void CancelAfter(Trainer<TinyClassifier> trainer, int steps)
    {
        using CancellationTokenSource cancellation = new();
        int done = 0;
        trainer.Network.AfterBatch = () =>
        {
            if (++done == steps) cancellation.Cancel();
        };
        CancellationToken token = cancellation.Token;
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(TinyData.Points(22), TinyData.Points(6, seed: 2), epochs: 5, cancellationToken: token));
    }

    private static byte[] Saved(Optimizer optimizer)
    {
        using MemoryStream stream = new();
        optimizer.Save(stream);
        return stream.ToArray();
    }
}
