using System.Diagnostics;
using System.Globalization;

namespace Kiln.Kernels;

/// <summary>The threads of a set: they spin for a moment after work, because the next segment is usually microseconds away, then park.</summary>
internal sealed partial class WorkerSet
{
    // Waking a parked thread takes 30 to 70 us, so a thread spins about that long before it parks.
    private const int SpinMicroseconds = 75;
    private const int SpinIterations = 8;

    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

    private readonly Seat[] _seats;
    private readonly SemaphoreSlim _finished = new(0);
    private PaddedCounter _callerWaits;
    private int _started;
    private volatile bool _stopped;

    // With more threads than processors a spinning thread would keep a working one from its processor.
    private bool MaySpin => Environment.ProcessorCount >= Threads;

    /// <summary>Ends the threads; nobody may run work any more.</summary>
    public void Stop()
    {
        _stopped = true;
        // A thread that is not parked takes the signal when it wants to park.
        foreach (Seat seat in _seats) seat.Signal.Release();
    }

    private void StartThreads()
    {
        while (_started < _seats.Length)
        {
            int worker = _started + 1;
            StartThread(worker);
            _started = worker;
        }
    }

    // On its own, because a method with a closure allocates it even when it returns at once.
    private void StartThread(int worker)
    {
        Thread thread = new(() => Serve(worker))
        {
            IsBackground = true,
            Name = string.Create(CultureInfo.InvariantCulture, $"Kiln worker {worker} of {Threads}"),
        };
        thread.UnsafeStart();
    }

    private void Serve(int worker)
    {
        Seat seat = _seats[worker - 1];
        while (!_stopped)
        {
            if (!SpinUntilWork()) Park(seat);
            RunChunks(worker);
        }
    }

    private bool SpinUntilWork()
    {
        if (!MaySpin) return Volatile.Read(ref _unclaimed.Value) > 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            if (Volatile.Read(ref _unclaimed.Value) > 0 || _stopped) return true;
            Thread.SpinWait(SpinIterations);
        }
        while (Stopwatch.GetTimestamp() - start < SpinTicks);
        return false;
    }

    // The flag goes up before the last look at the counter and the caller sets the counter before it looks at the flags, so one of
    // the two sees the other. Who takes the flag down owns the wake-up: a caller that took it releases, the worker must then consume.
    private void Park(Seat seat)
    {
        Interlocked.Exchange(ref seat.Parked.Value, 1);
        if (Volatile.Read(ref _unclaimed.Value) > 0 && Interlocked.Exchange(ref seat.Parked.Value, 0) == 1) return;
        seat.Signal.Wait();
    }

    private void Wake(int wanted)
    {
        foreach (Seat seat in _seats)
        {
            if (Volatile.Read(ref seat.Parked.Value) == 0) wanted--;
        }

        foreach (Seat seat in _seats)
        {
            if (wanted <= 0) return;
            if (Interlocked.CompareExchange(ref seat.Parked.Value, 0, 1) != 1) continue;
            seat.Signal.Release();
            wanted--;
        }
    }

    private void WaitUntilFinished()
    {
        if (MaySpin)
        {
            long start = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref _unfinished.Value) != 0 && Stopwatch.GetTimestamp() - start < SpinTicks) Thread.SpinWait(SpinIterations);
        }

        // A worker that finished an earlier job may be late to look at the flag and release this wait too early, hence the loop.
        while (Volatile.Read(ref _unfinished.Value) != 0)
        {
            Interlocked.Exchange(ref _callerWaits.Value, 1);
            bool finished = Volatile.Read(ref _unfinished.Value) == 0;
            if (finished && Interlocked.Exchange(ref _callerWaits.Value, 0) == 1) return;
            _finished.Wait();
        }
    }

    private void SignalFinished()
    {
        if (Interlocked.Exchange(ref _callerWaits.Value, 0) == 1) _finished.Release();
    }

    private sealed class Seat
    {
        public readonly SemaphoreSlim Signal = new(0);
        public PaddedCounter Parked;
    }
}
