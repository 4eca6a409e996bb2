using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class CombiningTests
{
    [Fact]
    public void Skip_is_the_rest_of_take()
    {
        IDataset data = Rows.Numbered(10);
        Assert.Equal([7, 8, 9], Rows.All(data.Skip(7)));
        Assert.Equal(Enumerable.Range(0, 10), Rows.All(data.Skip(0)));
        Assert.Equal(Rows.All(data), Rows.All(data.Take(4)).Concat(Rows.All(data.Skip(4))));
        foreach (int count in new[] { -1, 10, 11 }) Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Skip(count));
    }

    [Fact]
    public void Where_keeps_samples_in_order()
    {
        IDataset data = Rows.Numbered(1000);
        IDataset chosen = data.Where((batch, sample) => batch.Read<int>(0, sample)[0] % 7 == 3);
        Assert.Equal(Enumerable.Range(0, 1000).Where(row => row % 7 == 3), Rows.All(chosen));
        ArgumentException error = Assert.Throws<ArgumentException>("condition", () => data.Where((_, _) => false));
        Assert.Contains("none of the 1000 samples", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Concat_reads_rows_of_several_sources_at_their_places()
    {
        IDataset data = Rows.Numbered(3).Concat(Rows.Numbered(20).Skip(10), Rows.Numbered(2));
        Assert.Equal(15, data.Count);
        Assert.Equal([0, 1, 2, .. Enumerable.Range(10, 10), 0, 1], Rows.All(data));
        Batch batch = new(data.Columns, 6);
        data.Read([14, 0, 12, 3, 2, 14], batch);
        Assert.Equal([1, 0, 19, 10, 2, 1], batch.Read<int>(0).ToArray());
        data.Read([13], batch);
        Assert.Equal([0], batch.Read<int>(0).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => data.Read([15], batch));
        Assert.Equal(Rows.All(data).Order(), Rows.Of(data.Batches(4, shuffleSeed: 1)).SelectMany(rows => rows).Order());
    }

    [Fact]
    public void Concat_of_other_columns_names_them()
    {
        IDataset data = Dataset.Of(2, new float[6], new int[2]);
        Assert.Contains(
            "Column 0 of the first dataset holds float [3], of another one float [4]",
            Assert.Throws<ArgumentException>("others", () => data.Concat(Dataset.Of(2, new float[8], new int[2]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "has 2 columns and another one 1", Assert.Throws<ArgumentException>("others", () => data.Concat(Dataset.Of(2, new float[6]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("others", () => data.Concat());
    }

    [Fact]
    public void Map_changes_batches_in_place_or_makes_other_columns()
    {
        IDataset data = Dataset.Of(4, (float[])[1, 2, 3, 4, 5, 6, 7, 8], (int[])[0, 1, 2, 3]);
        IDataset doubled = data.Map(batch =>
        {
            foreach (ref float value in batch.Write<float>(0)) value *= 2;
        });
        Batch batch = new(doubled.Columns, 4);
        doubled.Read([3, 0], batch);
        Assert.Equal([14, 16, 2, 4], batch.Read<float>(0).ToArray());

        IDataset sums = data.Map([new TensorInfo("sum", [], typeof(float))], (from, to) =>
        {
            for (int i = 0; i < from.Count; i++) to.Write<float>(0, i)[0] = from.Read<float>(0, i)[0] + from.Read<float>(0, i)[1];
        });
        batch = new(sums.Columns, 3);
        sums.Read([2, 1], batch);
        Assert.Equal([11, 7], batch.Read<float>(0).ToArray());
        Assert.Throws<ArgumentException>("columns", () => data.Map([], (_, _) => { }));
    }

    [Fact]
    public void Views_pass_random_numbers_on()
    {
        IDataset noisy = Rows.Numbered(6).Augment(new Noise()), still = Rows.Numbered(6);
        IDataset copied = noisy.Map(noisy.Columns, (from, to) => from.Read<int>(0).CopyTo(to.Write<int>(0)));
        IDataset[] views = [still.Concat(noisy).Skip(6), noisy.Map(_ => { }), copied, noisy.Weighted([1, 1, 1, 1, 1, 1])];
        foreach (IDataset view in views)
        {
            Batch batch = new(view.Columns, 1);
            HashSet<int> seen = [];
            for (int step = 0; step < 20; step++)
            {
                Philox random = new(1, "test", step: step);
                view.Read([0], batch, ref random);
                seen.Add(batch.Read<int>(0)[0]);
            }

            Assert.True(seen.Count > 10);
        }
    }

    [Fact]
    public void Reading_views_allocates_nothing()
    {
        IDataset data = Rows.Numbered(50).Concat(Rows.Numbered(30)).Map(_ => { }).Weighted(Enumerable.Repeat(1.0, 80).ToArray());
        Batch batch = new(data.Columns, 16);
        int[] rows = [.. Enumerable.Range(0, 16).Select(i => i * 5)];
        Philox random = new(3);
        for (int i = 0; i < 20; i++) data.Read(rows, batch, ref random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) data.Read(rows, batch, ref random);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Noise : IAugmentation
    {
        public void Apply(Batch batch, ref Philox random)
        {
            foreach (ref int value in batch.Write<int>(0)) value = random.NextInt32(1_000_000);
        }
    }
}
