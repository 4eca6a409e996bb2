namespace Kiln.Training;

/// <summary>Lets the same training step be computed again and again: same dropout mask, same running statistics.</summary>
internal sealed class FrozenMoment(NetworkCore core)
{
    private readonly long _step = core.StepCount;
    private readonly int _calls = core.CallsInStep;
    private readonly float[] _state = core.State.ToArray();

    /// <summary>The network's step at that moment.</summary>
    public long Step => _step;

    /// <summary>The training calls within that step.</summary>
    public int Calls => _calls;

    /// <summary>The running statistics of that moment.</summary>
    public ReadOnlySpan<float> State => _state;

    public double Repeat(Func<float> step)
    {
        Restore();
        return step();
    }

    public void Restore()
    {
        core.StepCount = _step;
        core.CallsInStep = _calls;
        // Touched only if there is something to restore: asking for writable statistics makes packed weights stale.
        if (_state.Length > 0) _state.CopyTo(core.EditState());
    }
}
