namespace Kiln.Training;

internal sealed class CosineRestartsSchedule : Schedule
{
    private readonly double _peak;
    private readonly double _floor;
    private readonly long _period;
    private readonly long _growth;

    public CosineRestartsSchedule(double peak, long period, int growth, double floor)
    {
        _peak = Require.Rate(peak);
        _period = Require.AtLeastOne(period);
        _growth = Require.AtLeastOne(growth);
        _floor = Require.Rate(floor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, peak);
    }

    public override double At(long step)
    {
        long length = _period, into = step;
        if (_growth == 1) into %= length;
        for (; into >= length; length *= _growth) into -= length;
        return CosineAnnealing.Between(_peak, _floor, (double)into / length);
    }
}
