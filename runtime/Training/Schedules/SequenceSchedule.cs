namespace Kiln.Training;

/// <summary>One schedule up to a step, then another, which counts its steps from there.</summary>
internal sealed class SequenceSchedule : Schedule
{
    private readonly Schedule _first;
    private readonly Schedule _next;
    private readonly long _at;

    public SequenceSchedule(Schedule first, Schedule next, long at)
    {
        ArgumentNullException.ThrowIfNull(next);
        (_first, _next, _at) = (first, next, Require.AtLeastOne(at));
    }

    public override double At(long step) => step < _at ? _first.At(step) : _next.At(step - _at);

    internal override IEnumerable<PlateauSchedule> Plateaus => _first.Plateaus.Concat(_next.Plateaus);

    internal override IEnumerable<PlateauSchedule> PlateausAt(long step) => step < _at ? _first.PlateausAt(step) : _next.PlateausAt(step - _at);
}
