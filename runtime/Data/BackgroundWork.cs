using System.Runtime.ExceptionServices;

namespace Kiln.Data;

/// <summary>
/// One piece of work, done again and again on the thread pool while its owner does something else. The first thread to reach it does it:
/// where no pool thread is free by the time the result is needed, the owner's own thread does, so a busy pool never stalls it.
/// Starting and finishing allocate nothing.
/// </summary>
internal sealed class BackgroundWork(Action work) : IThreadPoolWorkItem
{
    private enum State
    {
        Idle,
        Waiting,
        Running,
        Done,
    }

    private readonly object gate = new();
    private ExceptionDispatchInfo? failure;
    private State state;
    private bool queued;

    /// <summary>Hands the work to the pool unless it is under way already.</summary>
    public void Start()
    {
        lock (gate)
        {
            if (state != State.Idle) return;
            state = State.Waiting;
            // An entry that the pool has not come to yet will find the new work just as well.
            if (queued) return;
            queued = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Returns when the started work is done, and throws what it threw.</summary>
    public void Finish()
    {
        if (!TryRun()) Wait();
        ExceptionDispatchInfo? thrown = failure;
        failure = null;
        state = State.Idle;
        thrown?.Throw();
    }

    /// <summary>Takes started work back, waiting for it where it is running already; what it threw is dropped.</summary>
    public void Cancel()
    {
        lock (gate)
        {
            if (state == State.Waiting) state = State.Idle;
            if (state == State.Idle) return;
        }

        Wait();
        failure = null;
        state = State.Idle;
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (gate) queued = false;
        TryRun();
    }

    private bool TryRun()
    {
        lock (gate)
        {
            if (state != State.Waiting) return false;
            state = State.Running;
        }

        try
        {
            work();
        }
        catch (Exception exception)
        {
            // Any exception: it belongs to the thread that asks for the result.
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        lock (gate)
        {
            state = State.Done;
            Monitor.PulseAll(gate);
        }

        return true;
    }

    private void Wait()
    {
        lock (gate)
        {
            while (state == State.Running) Monitor.Wait(gate);
        }
    }
}
