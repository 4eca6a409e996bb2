namespace Kiln.Training;

/// <summary>
/// Warm-up: peak (t + 1) / (w + 1), so that the first step already moves the weights and step w has the peak.
/// Then floor + (peak - floor)(1 + cos(pi (t - w) / (steps - w))) / 2, Loshchilov and Hutter (2017), equation 5.
/// </summary>
internal sealed class CosineSchedule : Schedule
{
    private readonly double _peak;
    private readonly double _floor;
    private readonly long _steps;
    private readonly long _warmup;

    public CosineSchedule(double peak, long steps, long warmup, double floor)
    {
        _peak = Require.Rate(peak);
        _steps = Require.AtLeastOne(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(warmup, steps);
        _warmup = warmup;
        _floor = Require.Rate(floor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, peak);
    }

    public override double At(long step)
    {
        if (step < _warmup) return _peak * (step + 1) / (_warmup + 1);
        if (step >= _steps) return _floor;
        return CosineAnnealing.Between(_peak, _floor, (double)(step - _warmup) / (_steps - _warmup));
    }
}
