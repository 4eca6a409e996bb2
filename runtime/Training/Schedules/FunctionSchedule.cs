namespace Kiln.Training;

internal sealed class FunctionSchedule : Schedule
{
    private readonly Func<long, double> _rate;

    public FunctionSchedule(Func<long, double> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        _rate = rate;
    }

    public override double At(long step) => _rate(step);
}
