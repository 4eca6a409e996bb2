namespace Kiln;

/// <summary>
/// The key of dropout and noise: the optimizer's step, and the number of this instance's training call within it. So batches whose gradients are added up draw
/// different numbers, as do the calls of a loop without an optimizer, while instances that train side by side stay reproducible.
/// </summary>
public sealed partial class NetworkCore
{
    private const int CallShift = 32;

    private long _stepOfCalls = -1;
    private int _calls;

    /// <summary>The step in the low half and the call in the high half: those of the present training call, or of the one that it continues.</summary>
    public long Step { get; private set; }

    /// <summary>Training calls since the last step; calls that failed do not count, so they are repeated with the same numbers.</summary>
    internal int CallsInStep
    {
        get => _stepOfCalls == StepCount ? _calls : 0;
        set => (_stepOfCalls, _calls) = (StepCount, value);
    }

    /// <summary>Fixes the <see cref="Step"/> of a training call.</summary>
    internal void BeginCall() => Step = StepCount + ((long)CallsInStep << CallShift);

    /// <summary>Counts a training call that succeeded.</summary>
    internal void EndCall() => CallsInStep++;
}
