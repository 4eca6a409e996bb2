using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class BatchLoaderTests
{
    [Theory]
    [InlineData(10, 4, false, new[] { 4, 4, 2 })]
    [InlineData(10, 4, true, new[] { 4, 4 })]
    [InlineData(8, 4, false, new[] { 4, 4 })]
    [InlineData(8, 4, true, new[] { 4, 4 })]
    [InlineData(3, 4, false, new[] { 3 })]
    [InlineData(3, 4, true, new int[0])]
    public void Batches_have_the_right_sizes_and_rows(int count, int size, bool dropLast, int[] sizes)
    {
        int[][] batches = Rows.Of(Rows.Numbered(count).Batches(size, dropLast: dropLast));
        Assert.Equal(sizes, batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, sizes.Sum()), batches.SelectMany(batch => batch));
    }

    [Fact]
    public void A_shuffled_epoch_holds_every_row_once_in_an_order_of_the_seed()
    {
        IDataset data = Rows.Numbered(1000);
        int[] one = [.. Rows.Of(data.Batches(64, shuffleSeed: 1)).SelectMany(batch => batch)];
        int[] two = [.. Rows.Of(data.Batches(7, shuffleSeed: 1)).SelectMany(batch => batch)];
        int[] other = [.. Rows.Of(data.Batches(64, shuffleSeed: 2)).SelectMany(batch => batch)];
        Assert.Equal(Enumerable.Range(0, 1000), one.Order());
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
        // A fixed point is as likely as any other place: one is expected, ten would be one in a million.
        Assert.InRange(one.Where((row, place) => row == place).Count(), 0, 10);
    }

    [Theory, InlineData(true, false), InlineData(false, false), InlineData(true, true)]
    public void A_loader_knows_the_rows_of_its_batch(bool shuffle, bool dropLast)
    {
        using BatchLoader loader = new(Rows.Numbered(50), 8, seed: 3, shuffle, dropLast);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            loader.Start(epoch, firstBatch: epoch);
            for (int position = epoch; loader.Next() is { } batch; position++)
                Assert.Equal(batch.Read<int>(0).ToArray(), Enumerable.Range(0, batch.Count).Select(sample => loader.RowOf(position, sample)));
        }
    }

    [Fact]
    public void Epochs_have_their_own_orders_whichever_came_before()
    {
        using BatchLoader loader = new(Rows.Numbered(50), 8, seed: 3, shuffle: true), later = new(Rows.Numbered(50), 8, seed: 3, shuffle: true);
        int[][] zero = Epoch(loader, 0), one = Epoch(loader, 1), two = Epoch(loader, 2);
        Assert.NotEqual(zero, one);
        Assert.NotEqual(one, two);
        Assert.Equal(two, Epoch(later, 2));
        Assert.Equal(one, Epoch(later, 1));
        Assert.Equal(zero, Epoch(later, 0));
    }

    [Fact]
    public void A_run_resumed_at_any_batch_sees_the_same_batches()
    {
        using BatchLoader whole = new(Rows.Numbered(50), 8, seed: 3, shuffle: true);
        int[][] expected = Epoch(whole, 4);
        Assert.Equal(7, whole.BatchesPerEpoch);
        for (int position = 0; position <= whole.BatchesPerEpoch; position++)
        {
            using BatchLoader resumed = new(Rows.Numbered(50), 8, seed: 3, shuffle: true);
            resumed.Start(4, position);
            Assert.Equal((4, position), (resumed.Epoch, resumed.Position));
            Assert.Equal(expected[position..], Rest(resumed));
            Assert.Equal(7, resumed.Position);
            Assert.Null(resumed.Next());
        }
    }

    [Fact]
    public void Starting_again_in_the_middle_discards_what_was_read_ahead()
    {
        using BatchLoader loader = new(Rows.Numbered(50), 8, seed: 3, shuffle: true);
        int[][] expected = Epoch(loader, 0);
        for (int i = 0; i < 200; i++)
        {
            loader.Start(i % 2, i % 5);
            if (i % 3 == 0) Assert.NotNull(loader.Next());
        }

        Assert.Equal(expected, Epoch(loader, 0));
    }

    [Fact]
    public void Results_do_not_depend_on_timing()
    {
        int[][] expected = Rows.Of(Rows.Numbered(200).Batches(8, shuffleSeed: 5));
        for (int pattern = 0; pattern < 3; pattern++)
        {
            // Slow reader, slow caller, both in turns.
            SlowDataset slow = new(Rows.Numbered(200), pattern);
            List<int[]> batches = [];
            foreach (Batch batch in slow.Batches(8, shuffleSeed: 5))
            {
                int[] rows = batch.Read<int>(0).ToArray();
                if (pattern == 1 || (pattern == 2 && batches.Count % 3 == 0)) Thread.Sleep(1);
                // The read-ahead must not touch the batch that the caller has.
                Assert.Equal(rows, batch.Read<int>(0).ToArray());
                batches.Add(rows);
            }

            Assert.Equal(expected, batches);
        }
    }

    [Fact]
    public async Task The_next_batch_is_read_while_the_caller_works()
    {
        GateDataset data = new(Rows.Numbered(40));
        using BatchLoader loader = new(data, 4);
        loader.Start(0);
        Assert.NotNull(loader.Next());
        // The caller sits here; batch 1 is read all the same.
        await data.Reads(2).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, loader.Position);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public void What_the_reader_throws_comes_out_at_its_batch(int failing)
    {
        FailingDataset data = new(Rows.Numbered(40), failing);
        using BatchLoader loader = new(data, 4);
        loader.Start(0);
        for (int i = 0; i < failing; i++) Assert.Equal(4 * i, loader.Next()!.Read<int>(0)[0]);
        Assert.Equal("batch " + failing, Assert.Throws<FormatException>(loader.Next).Message);
        Assert.Equal(failing, loader.Position);
        Assert.Throws<FormatException>(loader.Next);
        data.Repair();
        Assert.Equal(4 * failing, loader.Next()!.Read<int>(0)[0]);

        int seen = 0;
        Assert.Throws<FormatException>(() =>
        {
            foreach (Batch batch in new FailingDataset(Rows.Numbered(40), failing).Batches(4)) seen++;
        });
        Assert.Equal(failing, seen);
    }

    [Fact]
    public void An_early_end_waits_for_the_read_under_way_and_reads_no_more()
    {
        SlowDataset data = new(Rows.Numbered(400), 0);
        foreach (Batch batch in data.Batches(4)) break;
        Assert.False(data.Reading);
        int reads = data.Reads;
        Assert.InRange(reads, 1, 2);
        Thread.Sleep(20);
        Assert.Equal(reads, data.Reads);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        BatchLoader loader = new(Rows.Numbered(10), 4);
        Assert.Throws<InvalidOperationException>(loader.Next);
        Assert.Throws<ArgumentOutOfRangeException>("epoch", () => loader.Start(-1));
        Assert.Contains(
            "10 samples has 3 batches of 4", Assert.Throws<ArgumentOutOfRangeException>("firstBatch", () => loader.Start(0, 4)).Message,
            StringComparison.Ordinal);
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.Start(0));
        Assert.Throws<ObjectDisposedException>(loader.Next);
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Rows.Numbered(10).Batches(0));
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => new BatchLoader(Rows.Numbered(10), 0));
        Assert.Contains(
            "ForgetfulDataset.Read was asked for 2 rows and left Count of the batch at 4",
            Assert.Throws<InvalidOperationException>(() => Rows.Of(new ForgetfulDataset().Batches(4))).Message, StringComparison.Ordinal);
    }

    private static int[][] Epoch(BatchLoader loader, int epoch)
    {
        loader.Start(epoch);
        return Rest(loader);
    }

    private static int[][] Rest(BatchLoader loader)
    {
        List<int[]> batches = [];
        while (loader.Next() is { } batch) batches.Add(batch.Read<int>(0).ToArray());
        return [.. batches];
    }

    /// <summary>Pattern 0 always takes a while, 1 never, 2 now and then.</summary>
    private sealed class SlowDataset(IDataset source, int pattern) : IDataset
    {
        private int reads, reading;

        public int Reads => Volatile.Read(ref reads);
        public bool Reading => Volatile.Read(ref reading) != 0;
        public int Count => source.Count;
        public IReadOnlyList<TensorInfo> Columns => source.Columns;

        public void Read(ReadOnlySpan<int> rows, Batch destination)
        {
            Interlocked.Increment(ref reading);
            int number = Interlocked.Increment(ref reads);
            if (pattern == 0 || (pattern == 2 && number % 4 == 1)) Thread.Sleep(1);
            source.Read(rows, destination);
            Interlocked.Decrement(ref reading);
        }
    }

    private sealed class GateDataset(IDataset source) : IDataset
    {
        private readonly TaskCompletionSource[] reads =
            [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        private int done;

        public int Count => source.Count;
        public IReadOnlyList<TensorInfo> Columns => source.Columns;
        public Task Reads(int number) => reads[number - 1].Task;

        public void Read(ReadOnlySpan<int> rows, Batch destination)
        {
            source.Read(rows, destination);
            reads[done++].SetResult();
        }
    }

    private sealed class FailingDataset(IDataset source, int batch) : IDataset
    {
        private volatile bool repaired;

        public int Count => source.Count;
        public IReadOnlyList<TensorInfo> Columns => source.Columns;
        public void Repair() => repaired = true;

        public void Read(ReadOnlySpan<int> rows, Batch destination)
        {
            if (rows[0] / 4 == batch && !repaired) throw new FormatException("batch " + batch);
            source.Read(rows, destination);
        }
    }

    private sealed class ForgetfulDataset : IDataset
    {
        public int Count => 6;
        public IReadOnlyList<TensorInfo> Columns { get; } = [new("x", [1], typeof(int))];
        public void Read(ReadOnlySpan<int> rows, Batch destination) { }
    }
}
