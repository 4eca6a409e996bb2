using System.ComponentModel;
using System.Runtime.ExceptionServices;

namespace Kiln.Kernels;

/// <summary>
/// A persistent set of threads that computes the items of a segment together. One set for each thread count serves the whole
/// process, so that many networks do not own many threads; work that comes while a set is occupied runs on its own thread.
/// </summary>
/// <remarks>
/// A job is cut into chunks that the threads claim by counting one number down to zero. The number is also the signal: workers
/// watch it, and any positive value means "there is work". All other fields of a job are read after a claim only; a job cannot end
/// while a claimed chunk is unfinished, so even a worker that wakes late reads the job that its chunk belongs to.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class Workers
{
    /// <summary>Most threads of a set.</summary>
    public const int MaximumThreads = 1024;

    // Four chunks per thread even out unequal speed; 28 and more on two threads measured 1 to 2.5 % slower than 8.
    private const int ChunksPerThread = 4;

    // About 20 us of one core: less does not pay for waking another.
    private const long WorthSplitting = 400_000;

    private static readonly Lock SetsGate = new();
    private static readonly Dictionary<int, Workers> Sets = [];

    private PaddedCounter _unclaimed;
    private PaddedCounter _unfinished;
    private PaddedCounter _occupied;

    private IParallelWork? _work;
    private int _segment;
    private int _items;
    private int _chunk;
    private int _chunks;
    private ExceptionDispatchInfo? _failure;

    private Workers(int threads)
    {
        Threads = threads;
        _seats = new Seat[threads - 1];
        for (int index = 0; index < _seats.Length; index++) _seats[index] = new Seat();
    }

    /// <summary>The items worth another thread when one costs that many multiply-adds.</summary>
    /// <param name="multiplyAdds">Multiply-adds of one item, or elements that it touches.</param>
    public static int Grain(long multiplyAdds) => (int)Math.Clamp(WorthSplitting / Math.Max(1, multiplyAdds), 1, int.MaxValue);

    /// <summary>Threads that compute, the caller included; worker indices are below it.</summary>
    public int Threads { get; }

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
            if (!Sets.TryGetValue(threads, out Workers? set)) Sets.Add(threads, set = new Workers(threads));
            return set;
        }
    }

    /// <summary>
    /// Runs items [0, <paramref name="items"/>) of a segment and returns when all are done. Every range but the last is a multiple of
    /// <paramref name="grain"/> items. The caller is worker 0; a call from within <see cref="IParallelWork.Run"/> is not supported.
    /// </summary>
    /// <param name="work">What computes the items.</param>
    /// <param name="segment">Passed through.</param>
    /// <param name="items">Number of items; nothing happens at 0.</param>
    /// <param name="grain">Fewest items worth another thread; as many or fewer run on the calling thread.</param>
    public void Run(IParallelWork work, int segment, int items, int grain)
    {
        if (items <= 0) return;
        int chunk = ChunkSize(items, Math.Max(1, grain));
        if (Threads == 1 || chunk >= items || Interlocked.CompareExchange(ref _occupied.Value, 1, 0) != 0)
        {
            work.Run(segment, 0, 0, items);
            return;
        }

        try
        {
            StartThreads();
            Dispatch(work, segment, items, chunk);
        }
        finally
        {
            Volatile.Write(ref _occupied.Value, 0);
        }
    }

    private int ChunkSize(int items, int grain)
    {
        long even = ((long)items + (ChunksPerThread * Threads) - 1) / (ChunksPerThread * Threads);
        long rounded = (even + grain - 1) / grain * grain;
        return (int)Math.Min(rounded, items);
    }

    private void Dispatch(IParallelWork work, int segment, int items, int chunk)
    {
        _work = work;
        _segment = segment;
        _items = items;
        _chunk = chunk;
        _chunks = (int)(((long)items + chunk - 1) / chunk);
        _unfinished.Value = _chunks;
        Interlocked.Exchange(ref _unclaimed.Value, _chunks);
        Wake(_chunks - 1);

        RunChunks(worker: 0);
        WaitUntilFinished();

        _work = null;
        if (_failure is not { } failure) return;
        _failure = null;
        failure.Throw();
    }

    private void RunChunks(int worker)
    {
        int left = Volatile.Read(ref _unclaimed.Value);
        while (left > 0)
        {
            int seen = Interlocked.CompareExchange(ref _unclaimed.Value, left - 1, left);
            if (seen == left)
            {
                RunChunk(worker, left);
                seen = Volatile.Read(ref _unclaimed.Value);
            }

            left = seen;
        }
    }

    private void RunChunk(int worker, int left)
    {
        int first = (_chunks - left) * _chunk;
        try
        {
            // After a failure the rest is only counted off: the caller gets the exception, not the results.
            if (Volatile.Read(ref _failure) is null) _work!.Run(_segment, worker, first, (int)Math.Min((long)first + _chunk, _items));
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }

        if (Interlocked.Decrement(ref _unfinished.Value) == 0 && worker != 0) SignalFinished();
    }
}
