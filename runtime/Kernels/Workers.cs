using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A persistent set of threads that computes the items of a segment together. One set for each thread count serves the whole
/// process, so that many networks do not own many threads; work that comes while a set is occupied runs on its own thread.
/// </summary>
/// <remarks>
/// The threads know the set only, not this object, which all networks on the set hold. When the last of them has been collected, so is this, and its
/// finalizer ends the threads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Workers
{
    /// <summary>Most threads of a set.</summary>
    public const int MaximumThreads = 1024;

    // About 20 us of one core: less does not pay for waking another.
    private const long WorthSplitting = 400_000;

    private static readonly Lock SetsGate = new();
    private static readonly Dictionary<int, WeakReference<Workers>> Sets = [];

    private readonly WorkerSet _set;

    private Workers(int threads) => _set = new WorkerSet(threads);

    /// <summary>Ends the threads.</summary>
    // Finalizers run for objects, too, whose constructor failed.
    ~Workers() => _set?.Stop();

    /// <summary>The items worth another thread when one costs that many multiply-adds.</summary>
    /// <param name="multiplyAdds">Multiply-adds of one item, or elements that it touches.</param>
    public static int Grain(long multiplyAdds) => (int)Math.Clamp(WorthSplitting / Math.Max(1, multiplyAdds), 1, int.MaxValue);

    /// <summary>Threads that compute, the caller included; worker indices are below it.</summary>
    public int Threads => _set.Threads;

    /// <summary>The process's set for a number of threads.</summary>
    /// <param name="threads">0 = one for each processor, 1 = the calling thread only.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="MaximumThreads"/>.</exception>
    public static Workers For(int threads)
    {
        if (threads is < 0 or > MaximumThreads)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, $"threads must be 0 (one for each processor) to {MaximumThreads}.");
        if (threads == 0) threads = Math.Min(Environment.ProcessorCount, MaximumThreads);
        lock (SetsGate)
        {
            if (Sets.TryGetValue(threads, out WeakReference<Workers>? held) && held.TryGetTarget(out Workers? workers)) return workers;
            workers = new Workers(threads);
            Sets[threads] = new WeakReference<Workers>(workers);
            return workers;
        }
    }

    /// <summary>
    /// Runs items [0, <paramref name="items"/>) of a segment and returns when all are done: chunk i of n takes items
    /// [i items / n, (i + 1) items / n). The caller is worker 0; a call from within <see cref="IParallelWork.Run"/> is not supported.
    /// </summary>
    /// <param name="work">What computes the items.</param>
    /// <param name="segment">Passed through.</param>
    /// <param name="items">Number of items; nothing happens at 0.</param>
    /// <param name="grain">Fewest items worth another thread; as many or fewer run on the calling thread.</param>
    public void Run(IParallelWork work, int segment, int items, int grain)
    {
        _set.Run(work, segment, items, grain);
        GC.KeepAlive(this);
    }
}
