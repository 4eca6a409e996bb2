namespace Kiln.Training;

internal sealed class StepDecaySchedule(double initial, long every, double factor) : Schedule
{
    private readonly double _initial = Require.Rate(initial);
    private readonly long _every = Require.AtLeastOne(every);
    private readonly double _factor = Require.Rate(factor);

    public override double At(long step) => _initial * Math.Pow(_factor, step / _every);
}
