using System.Runtime.ExceptionServices;

namespace Kiln.Kernels;

/// <summary>The threads of a <see cref="Workers"/> and the job that they share.</summary>
/// <remarks>
/// A job is cut into chunks that the threads claim by counting one number down to zero. The number is also the signal: workers
/// watch it, and any positive value means "there is work". All other fields of a job are read after a claim only; a job cannot end
/// while a claimed chunk is unfinished, so even a worker that wakes late reads the job that its chunk belongs to.
/// Which chunk a claim stands for depends on who claims: each thread begins with a share of its own, so that it finds in its cache what it
/// computed in the step before, and helps the others when that is done.
/// </remarks>
internal sealed partial class WorkerSet
{
    // Four chunks per thread even out unequal speed; 28 and more on two threads measured 1 to 2.5 % slower than 8.
    private const int ChunksPerThread = 4;

    private PaddedCounter _unclaimed;
    private PaddedCounter _unfinished;
    private PaddedCounter _occupied;

    // How many chunks of each thread's share nobody has taken.
    private readonly PaddedCounter[] _shares;

    private IParallelWork? _work;
    private int _segment;
    private int _items;
    private int _chunks;
    private ExceptionDispatchInfo? _failure;

    public WorkerSet(int threads)
    {
        Threads = threads;
        _seats = new Seat[threads - 1];
        _shares = new PaddedCounter[threads];
        for (int index = 0; index < _seats.Length; index++) _seats[index] = new Seat();
    }

    /// <summary>Threads that compute, the caller included.</summary>
    public int Threads { get; }

    /// <inheritdoc cref="Workers.Run"/>
    public void Run(IParallelWork work, int segment, int items, int grain)
    {
        if (items <= 0) return;
        int chunks = (int)Math.Min(ChunksPerThread * (long)Threads, ((long)items + Math.Max(1, grain) - 1) / Math.Max(1, grain));
        if (Threads == 1 || chunks == 1 || Interlocked.CompareExchange(ref _occupied.Value, 1, 0) != 0)
        {
            work.Run(segment, 0, 0, items);
            return;
        }

        try
        {
            StartThreads();
            Dispatch(work, segment, items, chunks);
        }
        finally
        {
            Volatile.Write(ref _occupied.Value, 0);
        }
    }

    // Part i of n begins here.
    private static int Limit(int count, int part, int parts) => (int)((long)count * part / parts);

    private void Dispatch(IParallelWork work, int segment, int items, int chunks)
    {
        _work = work;
        _segment = segment;
        _items = items;
        _chunks = chunks;
        for (int thread = 0; thread < Threads; thread++)
            _shares[thread].Value = Limit(chunks, thread + 1, Threads) - Limit(chunks, thread, Threads);
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
                RunChunk(worker, Take(worker));
                seen = Volatile.Read(ref _unclaimed.Value);
            }

            left = seen;
        }
    }

    // As there are no more claims than chunks, a claim finds one.
    private int Take(int worker)
    {
        for (int i = 0; i < Threads; i++)
        {
            int owner = (worker + i) % Threads, left = Interlocked.Decrement(ref _shares[owner].Value);
            if (left >= 0) return Limit(_chunks, owner + 1, Threads) - 1 - left;
        }

        throw new InvalidOperationException("A chunk was computed twice.");
    }

    private void RunChunk(int worker, int chunk)
    {
        try
        {
            // After a failure the rest is only counted off: the caller gets the exception, not the results.
            if (Volatile.Read(ref _failure) is null) _work!.Run(_segment, worker, Limit(_items, chunk, _chunks), Limit(_items, chunk + 1, _chunks));
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }

        if (Interlocked.Decrement(ref _unfinished.Value) == 0 && worker != 0) SignalFinished();
    }
}
