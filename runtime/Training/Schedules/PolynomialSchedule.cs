namespace Kiln.Training;

internal sealed class PolynomialSchedule : Schedule
{
    private readonly double _initial;
    private readonly double _floor;
    private readonly double _power;
    private readonly long _steps;

    public PolynomialSchedule(double initial, long steps, double power, double floor)
    {
        _initial = Require.Rate(initial);
        _steps = Require.AtLeastOne(steps);
        _power = Require.Positive(power);
        _floor = Require.Rate(floor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, initial);
    }

    public override double At(long step) => _floor + (_initial - _floor) * Math.Pow(1 - (double)Math.Min(step, _steps) / _steps, _power);
}
