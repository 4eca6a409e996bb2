using System.Text.Json;
using Kiln.Data;
using Kiln.Training;

namespace Kiln.Networks.Tests;

/// <summary>LeNet-5 trained from shared weights, in a shared order, has PyTorch's losses.</summary>
public sealed class LeNetParityTests
{
    private static readonly string Golden = Path.Combine(SharedFiles.Repository, "tests", "parity", "golden");

    [Theory, InlineData("sgdMomentum"), InlineData("adamW")]
    public void First_fifty_losses_are_PyTorchs(string name)
    {
        IDataset data = TrainingSet();
        JsonElement expected = Case(name).GetProperty("losses");
        (_, float[] losses) = Losses(name, data, expected.GetArrayLength());
        Assert.Equal(expected.GetArrayLength(), losses.Length);
        for (int step = 0; step < losses.Length; step++) Assert.Equal(expected[step].GetDouble(), losses[step], 1e-4);
    }

    // Rounding alone moves the losses of late steps: ten runs with momentum, whose weights differ in one by some 1e-7, have means from 0.632 to 0.642.
    [Theory, InlineData("sgdMomentum"), InlineData("adamW")]
    public void Mean_loss_of_the_first_epoch_is_PyTorchs(string name)
    {
        IDataset data = TrainingSet();
        (int[] counts, float[] losses) = Losses(name, data, int.MaxValue);
        Assert.Equal(938, losses.Length);
        double mean = losses.Zip(counts, (loss, count) => (double)loss * count).Sum() / data.Count;
        Assert.Equal(Case(name).GetProperty("firstEpochMeanLoss").GetDouble(), mean, 1.5e-2);
    }

    private static IDataset TrainingSet() =>
        Dataset.Idx(SharedFiles.Shared("data/fashion-mnist/train-images-idx3-ubyte.gz"), SharedFiles.Shared("data/fashion-mnist/train-labels-idx1-ubyte.gz"));

    private static JsonElement Case(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "lenet5.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name).Clone();
    }

    /// <summary>The samples and the mean loss of each step, measured before its update, in file order.</summary>
    private static (int[] Counts, float[] Losses) Losses(string name, IDataset data, int steps)
    {
        var net = new LeNet5(maxBatch: 64, threads: 1);
        net.Load(Path.Combine(Golden, "lenet5.safetensors"));
        Optimizer optimizer = name == "adamW" ? new AdamW(1e-3, decayVectors: true) : new SGD(0.05, momentum: 0.9);
        List<int> counts = [];
        List<float> losses = [];
        foreach (Batch batch in data.Batches(64).Take(steps))
        {
            counts.Add(batch.Count);
            losses.Add(net.ForwardBackward(batch.Read<float>(0), batch.Read<int>(1)));
            optimizer.Step(net);
        }

        return ([.. counts], [.. losses]);
    }
}
