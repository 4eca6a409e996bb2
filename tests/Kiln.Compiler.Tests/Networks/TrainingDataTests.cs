using Kiln.Data;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Problems in data that Fit finds in time: batches that batch normalization cannot take, and values that are not numbers.</summary>
public sealed class TrainingDataTests
{
    private static readonly Lazy<IReadOnlyList<NetworkFactory>> s_networks = new(() => NetworkCompiler.Compile(
        new NetworkText("VectorNorm", "[Input(4), Dense(6), BatchNorm, ReLU, Dense(2), MeanSquaredError]").Evaluate(),
        new NetworkText("FrozenVectorNorm", "[Input(4), Dense(6), BatchNorm(Frozen = true), ReLU, Dense(2), MeanSquaredError]").Evaluate(),
        new NetworkText("SignalNorm", "[Input(2, 8), Conv1D(3, kernel: 3, padding: 1), BatchNorm, Flatten, Dense(2), MeanSquaredError]").Evaluate(),
        new NetworkText("Ignoring", "[Input(4), Dense(3), SoftmaxCrossEntropy(ignoreIndex: -7)]").Evaluate()));

    [Fact]
    public void A_last_batch_of_one_is_foreseen()
    {
        INetworkProbe probe = s_networks.Value[0](8);
        SGD optimizer = new(0.1);
        TrainerOptions options = new() { Warn = _ => { } };
        string message = Assert.Throws<ArgumentException>("train", () => TrainingRun.Of(probe).Fit(Data(17, 4), optimizer, options)).Message;
        Assert.Contains("17 rows in batches of 8", message, StringComparison.Ordinal);
        Assert.Contains("'batchnorm1'", message, StringComparison.Ordinal);
        Assert.Contains("DropLast", message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.StepCount);

        TrainingRun.Of(probe).Fit(Data(17, 4), optimizer, options with { DropLast = true });
        Assert.Equal(2, optimizer.StepCount);
        TrainingRun.Of(probe).Fit(Data(17, 4), optimizer, options with { BatchSize = 3 });
        Assert.Equal(8, optimizer.StepCount);
        // Frozen, or with more than one value for each sample, it takes a batch of one.
        TrainingRun.Of(s_networks.Value[1](8)).Fit(Data(17, 4), new SGD(0.1), options);
        TrainingRun.Of(s_networks.Value[2](8)).Fit(Data(17, 16), new SGD(0.1), options);
    }

    [Theory]
    [InlineData(0, 8, 4, "'batchnorm1' of VectorNorm takes its statistics from 8 values per channel")]
    [InlineData(2, 1, 16, "'batchnorm1' of SignalNorm takes its statistics from 8 values per channel")]
    [InlineData(0, 16, 4, null)]
    [InlineData(1, 8, 4, null)]
    [InlineData(2, 2, 16, null)]
    public void Statistics_of_few_values_are_told_once(int network, int batchSize, int inputs, string? expected)
    {
        List<string> warnings = [];
        TrainingRun.Of(s_networks.Value[network](batchSize)).Fit(Data(32, inputs), new SGD(0.01), new() { Warn = warnings.Add }, epochs: 3);
        if (expected is null) Assert.Empty(warnings);
        else Assert.Contains(expected, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_no_number_is_named()
    {
        float[] targets = [.. Enumerable.Range(0, 24).Select(i => i == 2 * 9 + 1 ? float.NaN : 0.5f)];
        INetworkProbe probe = s_networks.Value[1](4);
        IDataset data = Dataset.Of(12, Values(12 * 4), new Column(targets, "price", 2));
        string message = Assert.Throws<InvalidDataException>(() => TrainingRun.Of(probe).Fit(data, new SGD(0.1), new())).Message;
        Assert.Contains("column 'price' holds NaN in row 9 of the dataset, element 1 of [2]", message, StringComparison.Ordinal);
        Assert.All(probe.Network.Parameters.ToArray(), weight => Assert.True(float.IsFinite(weight)));
    }

    /// <summary>A step that fails undoes its changes to running statistics, whichever of its batches failed.</summary>
    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 12)]
    [InlineData(3, 23)]
    public void Running_statistics_are_those_before_the_step(int accumulateSteps, int row)
    {
        float[] values = Values(24 * 4);
        values[(4 * row) + 1] = float.NaN;
        INetworkProbe probe = s_networks.Value[0](4);
        float[] before = probe.Network.Core.State.ToArray();
        TrainerOptions options = new() { AccumulateSteps = accumulateSteps, Warn = _ => { }, OnStep = _ => before = probe.Network.Core.State.ToArray() };
        Assert.Throws<InvalidDataException>(() => TrainingRun.Of(probe).Fit(Dataset.Of(24, values, Values(24 * 2)), new SGD(0.1), options));
        Assert.Equal(before, probe.Network.Core.State.ToArray());
        Assert.All(before, value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>The loss of a row that is ignored is nothing, but its gradients are 0 times its values.</summary>
    [Fact]
    public void A_row_that_counts_nothing_is_found_when_it_has_spoilt_the_weights()
    {
        float[] values = Values(12 * 4);
        values[(4 * 5) + 2] = float.NaN;
        int[] labels = [.. Enumerable.Range(0, 12).Select(i => i == 5 ? -7 : i % 3)];
        INetworkProbe probe = s_networks.Value[3](2, seed: 1);
        IDataset data = Dataset.Of(12, values, labels);
        string message = Assert.Throws<InvalidDataException>(() => TrainingRun.Of(probe).Fit(data, new SGD(0.1), new() { Seed = 3 }, epochs: 2)).Message;
        Assert.Contains("row 5 ", message, StringComparison.Ordinal);
    }

    /// <summary>Data that is finite is said to be.</summary>
    [Fact]
    public void A_run_that_diverges_is_told_so()
    {
        List<string> warnings = [];
        TrainingRun.Of(s_networks.Value[1](4)).Fit(Data(12, 4), new SGD(1e30), new() { Warn = warnings.Add }, epochs: 3);
        Assert.Contains("though the data is finite: training diverges", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private static IDataset Data(int rows, int inputs) => Dataset.Of(rows, Values(rows * inputs), Values(rows * 2));

    private static float[] Values(int count) => [.. Ops.Samples.Uniform(3, count).Select(x => (float)x)];
}
