namespace Kiln.Training;

internal sealed class InverseSchedule(double initial, double decay, double power) : Schedule
{
    private readonly double _initial = Require.Rate(initial);
    private readonly double _decay = Require.Rate(decay);
    private readonly double _power = Require.Positive(power);

    public override double At(long step) => _initial / Math.Pow(1 + _decay * step, _power);
}
