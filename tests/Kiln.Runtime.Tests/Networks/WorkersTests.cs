using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

[Trait("Category", "Numeric")]
public class WorkersTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public void Every_item_is_computed_once_over_thousands_of_runs(int threads)
    {
        Workers workers = Workers.For(threads);
        CountingWork work = new(threads, capacity: 999);
        Random random = new(threads);
        for (int run = 0; run < 4000; run++)
        {
            int items = random.Next(1, 1000), grain = random.Next(1, 64);
            work.Prepare(items, grain, segment: run);
            workers.Run(work, run, items, grain);
            work.Verify(items);
        }
    }

    [Theory, InlineData(2), InlineData(4)]
    public void Parked_threads_wake(int threads)
    {
        Workers workers = Workers.For(threads);
        CountingWork work = new(threads, capacity: 64);
        for (int run = 0; run < 60; run++)
        {
            // Long enough to park, and around the moment of parking.
            Thread.Sleep(run % 3);
            Thread.SpinWait(run * 20);
            work.Prepare(64, 1, run);
            workers.Run(work, run, 64, 1);
            work.Verify(64);
        }
    }

    // Thread counts of their own: a set that another test occupies would leave all work to the caller.
    [Theory, InlineData(5), InlineData(6)]
    public void All_threads_take_part(int threads)
    {
        MeetingWork work = new(threads);
        Workers.For(threads).Run(work, 0, threads, 1);
        Assert.Equal(Enumerable.Range(0, threads), work.Present.Order());
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public void An_exception_reaches_the_caller_and_the_set_lives_on(int threads)
    {
        Workers workers = Workers.For(threads);
        for (int run = 0; run < 300; run++)
        {
            FailingWork failing = new(run % 32);
            Assert.Equal("item", Assert.Throws<InvalidDataException>(() => workers.Run(failing, 0, 32, 1)).Message);
            CountingWork work = new(threads, capacity: 32);
            work.Prepare(32, 1, run);
            workers.Run(work, run, 32, 1);
            work.Verify(32);
        }
    }

    [Fact]
    public void An_exception_of_another_thread_reaches_the_caller()
    {
        MeetingWork work = new(5) { Fails = worker => worker == 1 };
        Assert.Equal("worker 1", Assert.Throws<InvalidDataException>(() => Workers.For(5).Run(work, 0, 5, 1)).Message);
    }

    [Fact]
    public void Networks_that_run_at_the_same_time_do_not_disturb_each_other()
    {
        const int threads = 2;
        Workers workers = Workers.For(threads);
        Exception?[] failures = new Exception?[3];
        Thread[] callers = [.. Enumerable.Range(0, failures.Length).Select(caller => new Thread(() => failures[caller] = Record.Exception(() =>
        {
            CountingWork work = new(threads, capacity: 200);
            for (int run = 0; run < 1500; run++)
            {
                work.Prepare(200, 8, run);
                workers.Run(work, run, 200, 8);
                work.Verify(200);
            }
        })))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.All(failures, Assert.Null);
    }

    [Theory, InlineData(1, 100, 1), InlineData(4, 8, 8), InlineData(4, 5, 8)]
    public void Small_work_stays_on_the_calling_thread(int threads, int items, int grain)
    {
        OneRangeWork work = new();
        Workers.For(threads).Run(work, 3, items, grain);
        Assert.Equal((3, 0, 0, items, Environment.CurrentManagedThreadId), work.Seen);
    }

    [Fact]
    public void Nothing_runs_without_items()
    {
        OneRangeWork work = new();
        Workers.For(2).Run(work, 0, 0, 1);
        Assert.Null(work.Seen);
    }

    [Fact]
    public void Item_counts_near_the_limit_do_not_overflow()
    {
        SumWork work = new();
        Workers.For(4).Run(work, 0, int.MaxValue, int.MaxValue / 3);
        Assert.Equal(int.MaxValue, work.Sum);
    }

    [Fact]
    public void Running_allocates_nothing()
    {
        Workers workers = Workers.For(2);
        CountingWork work = new(2, capacity: 64);
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++) Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            work.Prepare(64, 1, 0);
            workers.Run(work, 0, 64, 1);
        }
    }

    [Fact]
    public void Sets_are_shared_by_thread_count()
    {
        Assert.Same(Workers.For(2), Workers.For(2));
        Assert.Same(Workers.For(0), Workers.For(Environment.ProcessorCount));
        Assert.Equal(4, Workers.For(4).Threads);
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => Workers.For(-1));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => Workers.For(Workers.MaximumThreads + 1));
    }

    /// <summary>Counts how often each item is computed, and notes broken promises instead of throwing them into the set.</summary>
    private sealed class CountingWork(int threads, int capacity) : IParallelWork
    {
        private readonly int[] _counts = new int[capacity];
        private int _items, _grain, _segment;
        private volatile string? _broken;

        public void Prepare(int items, int grain, int segment)
        {
            Array.Clear(_counts);
            (_items, _grain, _segment) = (items, grain, segment);
        }

        public void Run(int segment, int worker, int first, int last)
        {
            if (segment != _segment) _broken = "another job's segment";
            if ((uint)worker >= (uint)threads) _broken = "a worker index out of range";
            if (first >= last || (last - first < _grain / 2 && last - first < _items)) _broken = "a range that is not worth a thread";
            for (int i = first; i < last; i++) Interlocked.Increment(ref _counts[i]);
        }

        public void Verify(int items)
        {
            Assert.Null(_broken);
            for (int i = 0; i < _counts.Length; i++)
            {
                if (_counts[i] != (i < items ? 1 : 0)) Assert.Fail($"Item {i} of {items} was computed {_counts[i]} times.");
            }
        }
    }

    /// <summary>Every item waits until each is being computed by another thread.</summary>
    private sealed class MeetingWork(int threads) : IParallelWork
    {
        private readonly List<int> _present = [];

        public Func<int, bool>? Fails { get; init; }

        public IReadOnlyList<int> Present => _present;

        public void Run(int segment, int worker, int first, int last)
        {
            lock (_present) _present.Add(worker);
            SpinWait.SpinUntil(() => { lock (_present) return _present.Count == threads; }, TimeSpan.FromSeconds(20));
            if (Fails?.Invoke(worker) == true) throw new InvalidDataException($"worker {worker}");
        }
    }

    private sealed class FailingWork(int item) : IParallelWork
    {
        public void Run(int segment, int worker, int first, int last)
        {
            if (item >= first && item < last) throw new InvalidDataException("item");
        }
    }

    private sealed class OneRangeWork : IParallelWork
    {
        public (int Segment, int Worker, int First, int Last, int Thread)? Seen { get; private set; }

        public void Run(int segment, int worker, int first, int last)
        {
            Assert.Null(Seen);
            Seen = (segment, worker, first, last, Environment.CurrentManagedThreadId);
        }
    }

    private sealed class SumWork : IParallelWork
    {
        private long _sum;

        public long Sum => _sum;

        public void Run(int segment, int worker, int first, int last) => Interlocked.Add(ref _sum, last - first);
    }
}
