namespace Kiln.Training;

internal sealed class ExponentialSchedule(double initial, double factor, long every) : Schedule
{
    private readonly double _initial = Require.Rate(initial);
    private readonly double _factor = Require.Rate(factor);
    private readonly double _every = Require.AtLeastOne(every);

    public override double At(long step) => _initial * Math.Pow(_factor, step / _every);
}
