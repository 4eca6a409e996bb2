using System.Diagnostics;
using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>
/// Threads live as long as a network may need them, and no longer. Each test has thread counts of its own, because a process has one set for each count.
/// </summary>
public class WorkerLifetimeTests
{
    [Theory, InlineData(21), InlineData(22), InlineData(23)]
    public void The_threads_of_a_set_end_when_nobody_holds_it(int threads)
    {
        List<Thread> seen = UseOnce(threads);
        Assert.Equal(threads - 1, seen.Count);
        AssertEnd(seen);
        Assert.Equal(threads - 1, UseOnce(threads).Count(thread => !seen.Contains(thread)));
    }

    [Fact]
    public void A_thousand_networks_leave_no_threads_behind()
    {
        int networks = TestLevel.Count(quick: 1000, full: 2000);
        HashSet<Thread> seen = [];
        for (int i = 0; i < networks; i++)
        {
            RunNetwork(threads: 24 + i % 5, seen);
            if (i % 100 != 99) continue;
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.NotEmpty(seen);
        AssertEnd(seen);
    }

    [Fact]
    public void Threads_stay_while_an_instance_that_shares_weights_is_left()
    {
        const int threads = 31;
        FakeNetwork share = ShareOfDropped(threads);
        List<Thread> seen = UseOnce(threads);
        Collect();
        Assert.Equal(threads - 1, seen.Count(thread => thread.IsAlive));
        Assert.Equal(seen.ToHashSet(), UseOnce(threads).ToHashSet());
        GC.KeepAlive(share);
    }

    [Fact]
    public void A_set_that_is_dropped_within_its_own_run_finishes_it()
    {
        List<Thread> seen = UseOnce(32, during: Collect);
        Assert.Equal(31, seen.Count);
        AssertEnd(seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FakeNetwork ShareOfDropped(int threads) => new FakeNetwork(threads: threads).Share();

    /// <summary>All threads of the set but this one; each has an item.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<Thread> UseOnce(int threads, Action? during = null)
    {
        Meeting work = new(threads, during);
        Workers.For(threads).Run(work, 0, threads, 1);
        return work.Others;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunNetwork(int threads, HashSet<Thread> seen)
    {
        FakeNetwork network = new(maxBatch: 64, threads: threads)
        {
            DuringWork = () =>
            {
                if (Thread.CurrentThread.Name?.StartsWith("Kiln worker", StringComparison.Ordinal) != true) return;
                lock (seen) seen.Add(Thread.CurrentThread);
            },
        };
        network.Forward(new float[64 * FakeNetwork.Inputs], new float[64 * FakeNetwork.Outputs]);
    }

    // When a thread ends is the system's affair: it is asked for until it did, and the bound is for a test that fails.
    private static void AssertEnd(IReadOnlyCollection<Thread> threads)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (threads.Any(thread => thread.IsAlive) && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            Collect();
            Thread.Sleep(1);
        }

        Assert.Equal(0, threads.Count(thread => thread.IsAlive));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Every item waits until each is being computed by another thread.</summary>
    private sealed class Meeting(int threads, Action? during) : IParallelWork
    {
        private readonly Barrier _barrier = new(threads);
        private readonly int _caller = Environment.CurrentManagedThreadId;

        public List<Thread> Others { get; } = [];

        public void Run(int segment, int worker, int first, int last)
        {
            if (Environment.CurrentManagedThreadId != _caller) lock (Others) Others.Add(Thread.CurrentThread);
            else during?.Invoke();
            Assert.True(_barrier.SignalAndWait(TimeSpan.FromSeconds(60)), "not every thread took part");
        }
    }
}
