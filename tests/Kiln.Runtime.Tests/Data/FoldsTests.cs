using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class FoldsTests
{
    // 60 samples of class 0, 25 of class 7 and 15 of class 2, mixed.
    private static readonly int[] s_classes = [.. Enumerable.Range(0, 100).Select(row => row * 37 % 100).Select(place => place < 60 ? 0 : place < 85 ? 7 : 2)];

    private static IDataset Data => Dataset.Of(100, Enumerable.Range(0, 100).ToArray(), s_classes);

    [Fact]
    public void Stratified_parts_have_the_shares_of_all_classes()
    {
        (IDataset train, IDataset held) = Data.StratifiedSplit(0.8, column: 1, seed: 3);
        Assert.Equal([48, 12, 20], Counts(train));
        Assert.Equal([12, 3, 5], Counts(held));
        Assert.Equal(Enumerable.Range(0, 100), Rows.All(train).Concat(Rows.All(held)).Order());
        Assert.Equal(Rows.All(held), Rows.All(Data.StratifiedSplit(0.8, column: 1, seed: 3).Held));
        Assert.NotEqual(Rows.All(held).Order(), Rows.All(Data.StratifiedSplit(0.8, column: 1, seed: 4).Held).Order());
        foreach (double fraction in new[] { 0, 1, -1, 0.001, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>("trainFraction", () => Data.StratifiedSplit(fraction, 1));
    }

    [Fact]
    public void Stratified_folds_hold_every_sample_out_once_and_every_class_evenly()
    {
        (IDataset Train, IDataset Held)[] folds = [.. Data.StratifiedFolds(7, column: 1)];
        Assert.Equal(Enumerable.Range(0, 100), folds.SelectMany(fold => Rows.All(fold.Held)).Order());
        foreach ((IDataset train, IDataset held) in folds)
        {
            Assert.Equal(Enumerable.Range(0, 100), Rows.All(train).Concat(Rows.All(held)).Order());
            Assert.InRange(held.Count, 14, 15);
            int[] counts = Counts(held);
            Assert.InRange(counts[0], 8, 9);
            Assert.InRange(counts[1], 2, 3);
            Assert.InRange(counts[2], 3, 4);
        }

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("count", () => Data.StratifiedFolds(16, column: 1));
        Assert.Contains("class 2 has 15", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_stay_together_in_parts_of_similar_size()
    {
        int[] groups = [.. Enumerable.Range(0, 100).Select(row => row < 40 ? 5 : row / 6)];
        (IDataset Train, IDataset Held)[] folds = [.. Data.GroupFolds(3, groups)];
        Assert.Equal(Enumerable.Range(0, 100), folds.SelectMany(fold => Rows.All(fold.Held)).Order());
        foreach ((IDataset train, IDataset held) in folds)
        {
            Assert.Empty(Rows.All(train).Select(row => groups[row]).Intersect(Rows.All(held).Select(row => groups[row])));
            Assert.InRange(held.Count, 24, 40);
        }

        Assert.Throws<ArgumentException>("groups", () => Data.GroupFolds(3, new int[99]));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("count", () => Data.GroupFolds(2, new int[100]));
        Assert.Contains("number of groups, 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_sample_is_left_out_once()
    {
        IDataset data = Rows.Numbered(5);
        Assert.Equal([[0], [1], [2], [3], [4]], data.LeaveOneOut().Select(fold => Rows.All(fold.Held)));
        Assert.Equal([0, 1, 3, 4], Rows.All(data.LeaveOneOut().ElementAt(2).Train));
        Assert.Throws<InvalidOperationException>(() => Rows.Numbered(1).LeaveOneOut());
    }

    [Fact]
    public void Classes_are_one_int_per_sample()
    {
        IDataset data = Dataset.Of(4, new float[4], new int[8]);
        Assert.Contains(
            "Column 0 'column0' holds 1 float", Assert.Throws<ArgumentException>("column", () => data.StratifiedFolds(2, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("holds 2 int", Assert.Throws<ArgumentException>("column", () => data.Balanced(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("column", () => data.StratifiedSplit(0.5, 2));
    }

    private static int[] Counts(IDataset data) => [.. Rows.All(data).GroupBy(row => s_classes[row]).OrderBy(group => group.Key).Select(group => group.Count())];
}
