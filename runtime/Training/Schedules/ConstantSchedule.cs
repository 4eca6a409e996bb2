namespace Kiln.Training;

internal sealed class ConstantSchedule(double rate) : Schedule
{
    private readonly double _rate = Require.Rate(rate);

    public override double At(long step) => _rate;
}
