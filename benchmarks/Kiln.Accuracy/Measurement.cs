using Digits;
using Kiln.Training;

namespace Kiln.Accuracy;

/// <summary>The test accuracy of one trained network, after the last epoch: picking the epoch with the best one would flatter the network.</summary>
internal static class Measurement
{
    public static double Run(DigitData data, Recipe recipe, int seed, Action<Epoch> report, CancellationToken cancellationToken)
    {
        LeNet5 net = new(recipe.Batch, seed, recipe.Threads);
        Schedule rate = Schedule.OneCycle(recipe.PeakRate, (long)recipe.StepsPerEpoch(data.Train.Count) * recipe.Epochs);
        Trainer<LeNet5> trainer = Trainer.For(net, new AdamW(rate, recipe.WeightDecay), new() { Seed = seed, Metrics = [Metric.Accuracy] });
        return trainer.Fit(data.Train, data.Test, recipe.Epochs, report, cancellationToken)[^1].Metrics[Metric.Accuracy.Name];
    }
}
