using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>Batches that are too small for batch normalization are foreseen from the network, the number of rows and the batch size.</summary>
public sealed class BatchNormCheckTests
{
    [Theory]
    [InlineData(33, 8, false, "The last batch of an epoch (33 rows in batches of 8) has one sample", "Set DropLast")]
    [InlineData(5, 4, false, "(5 rows in batches of 4)", "another BatchSize")]
    [InlineData(1, 4, false, "(1 rows in batches of 4)", "Give more rows")]
    [InlineData(40, 1, true, "Every batch has one sample", "BatchSize of at least 2")]
    [InlineData(33, 8, true, null, null)]
    [InlineData(34, 8, false, null, null)]
    [InlineData(32, 8, false, null, null)]
    public void A_batch_of_one_value_is_refused(int rows, int batchSize, bool dropLast, string? reason, string? remedy)
    {
        NetworkInfo network = Network(("batchnorm1", [6, 5, 5], false), ("batchnorm2", [10], false));
        Exception? error = Record.Exception(() => BatchNormCheck.Verify(network, rows, batchSize, dropLast, "train"));
        if (reason is null)
        {
            Assert.Null(error);
            return;
        }

        string message = Assert.IsType<ArgumentException>(error).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(remedy!, message, StringComparison.Ordinal);
        Assert.Contains("'batchnorm2'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frozen_ones_and_those_of_maps_take_a_batch_of_one()
    {
        BatchNormCheck.Verify(Network(("batchnorm1", [6, 5, 5], false), ("batchnorm2", [10], true)), 33, 8, dropLast: false, "train");
        BatchNormCheck.Verify(Network(), 33, 8, dropLast: false, "train");
        Assert.Throws<ArgumentException>(() => BatchNormCheck.Verify(Network(("norm", [6, 1, 1], false)), 33, 8, dropLast: false, "train"));
    }

    [Theory]
    [InlineData(15, 100, 1, 15)]
    [InlineData(16, 100, 1, null)]
    [InlineData(64, 12, 1, 12)]
    [InlineData(3, 100, 5, 15)]
    [InlineData(4, 100, 4, null)]
    [InlineData(2, 100, 9, null)]
    public void Few_values_are_told(int batchSize, int rows, int positions, int? values)
    {
        string? advice = BatchNormCheck.Advice(Network(("batchnorm1", [6, positions], false)), rows, batchSize);
        if (values is null) Assert.Null(advice);
        else Assert.Contains($"{values} values per channel", advice, StringComparison.Ordinal);
        Assert.Null(BatchNormCheck.Advice(Network(("batchnorm1", [6, positions], true)), rows, batchSize));
    }

    private static NetworkInfo Network(params (string Name, int[] Output, bool Frozen)[] norms) => new()
    {
        Name = "N",
        Inputs = [],
        Outputs = [],
        Layers = [new("dense1", "Dense", [10], 0, 0, 0, 0, 0, ""), .. norms.Select(norm => new LayerInfo(norm.Name, "BatchNorm", norm.Output, 0, 0, 0, 0, 0, ""))],
        Parameters = [.. norms.Select(norm => new ParameterInfo($"{norm.Name}.weight", [norm.Output[0]], [0], 0, norm.Output[0], norm.Frozen))],
        ParameterCount = 0,
        MultiplyAdds = 0,
        ArenaBytes = 0,
    };
}
