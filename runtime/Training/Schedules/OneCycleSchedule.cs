namespace Kiln.Training;

/// <summary>The cycle of Smith and Topin (2017); where its phases begin and end follows PyTorch's OneCycleLR.</summary>
internal sealed class OneCycleSchedule : Schedule
{
    private const double RisingFraction = 0.3;
    private const double InitialDivisor = 25;
    private const double FinalDivisor = 1e4;

    private readonly double _peak;
    private readonly double _initial;
    private readonly double _final;
    private readonly double _top;
    private readonly long _last;

    public OneCycleSchedule(double peak, long steps)
    {
        _peak = Require.Rate(peak);
        _last = Require.AtLeastOne(steps) - 1;
        _initial = peak / InitialDivisor;
        _final = _initial / FinalDivisor;
        // The rate peaks at this step, which need not be a whole number; in a cycle of fewer than four steps it lies before the first.
        _top = RisingFraction * steps - 1;
    }

    public override double At(long step)
    {
        if (step >= _last) return _final;
        return step <= _top
            ? CosineAnnealing.Between(_initial, _peak, step / _top)
            : CosineAnnealing.Between(_peak, _final, (step - _top) / (_last - _top));
    }
}
