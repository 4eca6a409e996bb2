using System.Runtime.ExceptionServices;

namespace Kiln.Kernels;

/// <summary>The threads of a <see cref="Workers"/> and the job that they share.</summary>
/// <remarks>
/// A job is cut into chunks that the threads claim by counting one number down to zero. The number is also the signal: workers
/// watch it, and any positive value means "there is work". All other fields of a job are read after a claim only; a job cannot end
/// while a claimed chunk is unfinished, so even a worker that wakes late reads the job that its chunk belongs to.
/// </remarks>
internal sealed partial class WorkerSet
{
    // Four chunks per thread even out unequal speed; 28 and more on two threads measured 1 to 2.5 % slower than 8.
    private const int ChunksPerThread = 4;

    private PaddedCounter _unclaimed;
    private PaddedCounter _unfinished;
    private PaddedCounter _occupied;

    private IParallelWork? _work;
    private int _segment;
    private int _items;
    private int _chunk;
    private int _chunks;
    private ExceptionDispatchInfo? _failure;

    public WorkerSet(int threads)
    {
        Threads = threads;
        _seats = new Seat[threads - 1];
        for (int index = 0; index < _seats.Length; index++) _seats[index] = new Seat();
    }

    /// <summary>Threads that compute, the caller included.</summary>
    public int Threads { get; }

    /// <inheritdoc cref="Workers.Run"/>
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
