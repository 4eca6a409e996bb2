using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class SamplingTests
{
    [Fact]
    public void Samples_come_as_often_as_their_weights_say()
    {
        double[] weights = [1, 0, 3, 0.5, 5.5];
        IDataset data = Rows.Numbered(5).Weighted(weights, count: 40_000);
        int[] counts = new int[5];
        foreach (int row in Rows.Of(data.Batches(100, shuffleSeed: 5)).SelectMany(rows => rows)) counts[row]++;
        Assert.Equal(0, counts[1]);
        // Five deviations of a binomial distribution.
        for (int i = 0; i < 5; i++)
        {
            double p = weights[i] / 10, deviation = Math.Sqrt(40_000 * p * (1 - p));
            Assert.InRange(counts[i], 40_000 * p - 5 * deviation, 40_000 * p + 5 * deviation);
        }
    }

    [Fact]
    public void Every_epoch_draws_anew_and_a_seed_draws_the_same()
    {
        IDataset data = Rows.Numbered(50).Weighted([.. Enumerable.Range(1, 50).Select(i => (double)i)]);
        using BatchLoader loader = new(data, batchSize: 50, seed: 1);
        int[] Epoch(int epoch)
        {
            loader.Start(epoch);
            return loader.Next()!.Read<int>(0).ToArray();
        }

        int[] first = Epoch(0);
        Assert.NotEqual(first, Epoch(1));
        Assert.Equal(first, Epoch(0));
        Assert.Equal(Rows.All(data), Rows.All(data));
        Assert.True(Rows.All(data).Distinct().Count() > 15);
    }

    [Fact]
    public void Balanced_classes_come_equally_often()
    {
        int[] classes = [.. Enumerable.Range(0, 100).Select(row => row < 90 ? 4 : row < 98 ? 1 : 9)];
        IDataset data = Dataset.Of(100, classes).Balanced(column: 0, count: 30_000);
        foreach (IGrouping<int, int> group in Rows.Of(data.Batches(100, shuffleSeed: 2)).SelectMany(rows => rows).GroupBy(label => label))
            Assert.InRange(group.Count(), 9_500, 10_500);
    }

    [Fact]
    public void Weights_are_checked()
    {
        IDataset data = Rows.Numbered(3);
        Assert.Contains("3 samples and 2 weights", Assert.Throws<ArgumentException>("weights", () => data.Weighted([1, 2])).Message, StringComparison.Ordinal);
        foreach (double wrong in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            ArgumentException error = Assert.Throws<ArgumentException>("weights", () => data.Weighted([1, wrong, 1]));
            Assert.Contains("The weight of sample 1 is", error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("The weights sum to 0", Assert.Throws<ArgumentException>("weights", () => data.Weighted([0, 0, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Weighted([1, 1, 1], 0));
    }
}
