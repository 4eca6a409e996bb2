using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>NaN and infinities in data are told apart from a run that diverges, by column and row of the data.</summary>
public sealed class NonFiniteDataTests
{
    private const int Rows = 40;

    public static TheoryData<float, int, int> Spoilt =>
        new() { { float.NaN, 0, 0 }, { float.NaN, 17, 1 }, { float.PositiveInfinity, 39, 2 }, { float.NegativeInfinity, 23, 0 } };

    [Theory, MemberData(nameof(Spoilt))]
    public void A_run_ends_before_the_weights_change(float value, int row, int feature)
    {
        // Shuffled: the row of the batch is another one.
        TinyClassifier network = new(maxBatch: 8, seed: 1) { HasDropout = false };
        List<float[]> weights = [network.Parameters.ToArray()];
        List<string> warnings = [];
        Action<TrainingStep> keep = _ => weights.Add(network.Parameters.ToArray());
        TrainerOptions options = new() { BatchSize = 4, AccumulateSteps = 2, Seed = 5, Warn = warnings.Add, OnStep = keep };
        Trainer<TinyClassifier> trainer = Trainer.For(network, new SGD(0.1), options);
        string message = Assert.Throws<InvalidDataException>(() => trainer.Fit(Data(value, row, feature))).Message;
        Assert.Contains($"row {row} ", message, StringComparison.Ordinal);
        Assert.Contains("'column0'", message, StringComparison.Ordinal);
        Assert.Contains($"element {feature} of [3]", message, StringComparison.Ordinal);
        Assert.Contains(value.ToString(System.Globalization.CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
        Assert.Equal(weights[^1], network.Parameters.ToArray());
        Assert.Empty(warnings);

        // The run goes on with data that is mended, from the step that failed.
        int steps = weights.Count;
        Assert.Single(trainer.Fit(Data(0, row, feature)));
        Assert.Equal(Rows / 8, weights.Count - 1);
        Assert.True(weights.Count > steps || steps == Rows / 8);
    }

    [Theory, MemberData(nameof(Spoilt))]
    public void An_option_lets_a_run_go_on(float value, int row, int feature)
    {
        List<string> warnings = [];
        TinyClassifier network = new(maxBatch: 8, seed: 1) { HasDropout = false };
        Trainer.For(network, new SGD(0.1), new() { AllowNonFiniteData = true, Warn = warnings.Add }).Fit(Data(value, row, feature), epochs: 2);
        Assert.Contains(warnings, warning => warning.Contains($"row {row} ", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, warning => warning.Contains("diverges", StringComparison.Ordinal));
        Assert.Equal(10, network.Core.StepCount);
    }

    [Fact]
    public void Validation_and_evaluated_data_are_looked_at_too()
    {
        Trainer<TinyClassifier> trainer = Trainer.For(new TinyClassifier(maxBatch: 8, seed: 1), new SGD(0.1), new() { BatchSize = 3 });
        IDataset spoilt = Data(float.NaN, 22, 1);
        Assert.Contains("row 22 ", Assert.Throws<InvalidDataException>(() => trainer.Evaluate(spoilt)).Message, StringComparison.Ordinal);
        Assert.Contains("row 22 ", Assert.Throws<InvalidDataException>(() => trainer.Fit(TinyData.Points(Rows), spoilt)).Message, StringComparison.Ordinal);
        Assert.True(double.IsFinite(trainer.Evaluate(TinyData.Points(Rows)).Loss));
    }

    /// <summary>Where the batch at hand is finite, a row before it may have spoilt the weights without showing in its loss.</summary>
    [Fact]
    public void A_row_outside_the_batch_is_found()
    {
        List<string> warnings = [];
        LossWatch watch = new(TinyClassifier.Info, warnings.Add);
        using BatchLoader loader = new(Data(float.NaN, 31, 2), batchSize: 4);
        loader.Start(epoch: 0);
        Batch first = loader.Next()!;
        watch.Examine(float.NaN, first, loader, position: 0, all: false);
        string message = Assert.Throws<InvalidDataException>(() => watch.Examine(float.NaN, first, loader, position: 0, all: true)).Message;
        Assert.Contains("row 31 ", message, StringComparison.Ordinal);
        Assert.Contains("earlier step", message, StringComparison.Ordinal);
        Assert.Empty(warnings);
    }

    private static IDataset Data(float value, int row, int feature)
    {
        (float[] features, int[] labels) = TinyData.Arrays(Rows);
        features[(row * TinyClassifier.Features) + feature] = value;
        return Dataset.Of(Rows, features, labels);
    }
}
