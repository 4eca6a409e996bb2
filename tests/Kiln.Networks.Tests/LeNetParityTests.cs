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

    // Rounding alone moves the losses of late steps, in PyTorch too: the mean of an epoch with momentum lies between 0.629 and 0.642 by what the last bits of
    // one weight are. The average of several such runs stays close.
    [Theory, InlineData("sgdMomentum", 8), InlineData("adamW", 1)]
    public void Mean_loss_of_the_first_epoch_is_PyTorchs(string name, int runs)
    {
        IDataset data = TrainingSet();
        double[] means = [.. Enumerable.Range(0, runs).Select(run => MeanLoss(name, data, run))];
        Assert.Equal(Case(name).GetProperty("firstEpochMeanLoss").GetDouble(), means.Average(), 5e-3);
    }

    private static double MeanLoss(string name, IDataset data, int run)
    {
        (int[] counts, float[] losses) = Losses(name, data, int.MaxValue, moved: run * 1e-7f);
        Assert.Equal(938, losses.Length);
        return losses.Zip(counts, (loss, count) => (double)loss * count).Sum() / data.Count;
    }

    private static IDataset TrainingSet() =>
        Dataset.Idx(SharedFiles.Shared("data/fashion-mnist/train-images-idx3-ubyte.gz"), SharedFiles.Shared("data/fashion-mnist/train-labels-idx1-ubyte.gz"));

    private static JsonElement Case(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "lenet5.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name).Clone();
    }

    /// <summary>The samples and the mean loss of each step, measured before its update, in file order, where one weight is moved by so much.</summary>
    private static (int[] Counts, float[] Losses) Losses(string name, IDataset data, int steps, float moved = 0)
    {
        var net = new LeNet5(maxBatch: 64, threads: 1);
        net.Load(Path.Combine(Golden, "lenet5.safetensors"));
        ParameterView weight = net.Parameter("conv2d1.weight");
        float[] values = new float[weight.Length];
        weight.CopyTo(values);
        values[0] += moved;
        weight.CopyFrom(values);
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
