using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Data;

/// <summary>Not beside other tests, whose allocations would be counted in the total.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    private const int Size = 16, BatchesPerEpoch = 64;

    private static IDataset Source
    {
        get
        {
            byte[] pixels = new byte[Size * BatchesPerEpoch * 100];
            ColumnReader images = new PixelReader(new TensorInfo("images", [100], typeof(float)), pixels);
            return new TableDataset(
                Size * BatchesPerEpoch, [images, new ArrayReader<int>(new TensorInfo("labels", [1], typeof(int)), new int[Size * BatchesPerEpoch])]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_allocate_nothing_on_either_thread(bool views)
    {
        IDataset data = views ? Source.Split(0.75, seed: 1).Train.Augment(new Flip()).Columns(1, 0) : Source;
        MeasuringDataset measured = new(data);
        using BatchLoader loader = new(measured, Size, seed: 1, shuffle: true);
        for (int epoch = 0; epoch < 2; epoch++) Run(loader, epoch);

        measured.Allocated = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 2; epoch < 5; epoch++) Run(loader, epoch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, measured.Allocated);
    }

    [Fact]
    public void The_process_allocates_nothing_while_epochs_run()
    {
        using BatchLoader loader = new(Source, Size, seed: 1, shuffle: true);
        long least = long.MaxValue;
        // The test host and the pool have work of their own now and then: the quietest of some epochs counts.
        for (int epoch = 0; epoch < 20; epoch++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Run(loader, epoch);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // Less than a byte per batch.
        Assert.InRange(least, 0, BatchesPerEpoch - 1);
    }

    [Fact]
    public void Enumerating_batches_allocates_at_the_start_only()
    {
        static long Measure(IDataset data)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int count = 0;
            long first = 0;
            foreach (Batch batch in data.Batches(Size))
            {
                if (++count == 1) first = GC.GetAllocatedBytesForCurrentThread();
            }

            Assert.True(first > before);
            // Ending disposes the loader; nothing between.
            return GC.GetAllocatedBytesForCurrentThread() - first;
        }

        IDataset data = Source;
        Measure(data);
        Assert.Equal(0, Measure(data));
    }

    [Fact]
    public void Random_numbers_allocate_nothing()
    {
        float[] numbers = new float[1000];
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            RandomKey key = RandomKey.Of(1, "dropout", "dropout1");
            CounterRandom.FillUniform(numbers, key.At(3));
            CounterRandom.FillNormal(numbers, key.At(4));
            Philox random = new(1, "test", "x");
            random.Shuffle(numbers.AsSpan());
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(BatchLoader loader, int epoch)
    {
        loader.Start(epoch);
        while (loader.Next() is not null)
        {
        }
    }

    private sealed class Flip : IAugmentation
    {
        public void Apply(Batch batch, ref Philox random)
        {
            for (int sample = 0; sample < batch.Count; sample++)
            {
                if (random.NextSingle() < 0.5f) batch.Write<float>(0, sample).Reverse();
            }
        }
    }

    /// <summary>Adds up what reading allocates on the thread that does it.</summary>
    private sealed class MeasuringDataset(IDataset source) : IDataset
    {
        private long allocated;

        public long Allocated
        {
            get => Interlocked.Read(ref allocated);
            set => Interlocked.Exchange(ref allocated, value);
        }

        public int Count => source.Count;
        public IReadOnlyList<TensorInfo> Columns => source.Columns;
        public void Read(ReadOnlySpan<int> rows, Batch destination) => throw new InvalidOperationException("Loaders pass random numbers.");

        public void Read(ReadOnlySpan<int> rows, Batch destination, ref Philox random)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            source.Read(rows, destination, ref random);
            Interlocked.Add(ref allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
