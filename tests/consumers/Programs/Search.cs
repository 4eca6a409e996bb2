using Kiln;
using Kiln.Data;
using Kiln.Training;

namespace Programs;

/// <summary>A hidden layer with dropout: a block whose wiring uses its own parameters.</summary>
public sealed class HiddenAttribute(int width, double dropout = 0.1) : BlockAttribute
{
    /// <inheritdoc/>
    protected override Node Build(Node x) => x.Dense(width).Tanh().Dropout(dropout);
}

[Network, Input(8), Hidden(4), Dense(3), SoftmaxCrossEntropy] public sealed partial class Width4;
[Network, Input(8), Hidden(16, dropout: 0.2), Hidden(8), Dense(3), SoftmaxCrossEntropy] public sealed partial class Width16;

/// <summary>One generic search over networks of different widths: the width is part of the type.</summary>
internal static class Search
{
    public static void Run(IDataset data)
    {
        (string Name, double Accuracy)[] trials = [Try<Width4>(data), Try<Width16>(data)];
        (string name, double accuracy) = trials.MaxBy(trial => trial.Accuracy);
        Console.WriteLine(FormattableString.Invariant($"best: {name} with {accuracy:P0}"));
        if (accuracy < 0.9) throw new InvalidOperationException("The points are easy to separate, and no width separates them.");
    }

    private static (string Name, double Accuracy) Try<TNetwork>(IDataset data) where TNetwork : class, ITrainable<TNetwork>
    {
        double accuracy = data.Folds(3, seed: 7).Average(fold =>
        {
            var trainer = new Trainer<TNetwork>(
                TNetwork.Create(maxBatch: 16, seed: 3), new SGD(0.1, momentum: 0.9), new() { BatchSize = 16, Metrics = [Metric.Accuracy] });
            trainer.Fit(fold.Train, epochs: 30);
            return trainer.Evaluate(fold.Held).Metrics["accuracy"];
        });
        return (TNetwork.Info.Name, accuracy);
    }
}
