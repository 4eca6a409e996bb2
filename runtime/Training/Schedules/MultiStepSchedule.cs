using System.Globalization;

namespace Kiln.Training;

internal sealed class MultiStepSchedule : Schedule
{
    private readonly double _initial;
    private readonly double _factor;
    private readonly long[] _milestones;

    public MultiStepSchedule(double initial, ReadOnlySpan<long> milestones, double factor)
    {
        _initial = Require.Rate(initial);
        _factor = Require.Rate(factor);
        long before = -1;
        foreach (long milestone in milestones)
        {
            if (milestone <= before)
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"milestones must rise and not be negative, but {milestone} follows {before}."),
                    nameof(milestones));
            before = milestone;
        }

        _milestones = milestones.ToArray();
    }

    public override double At(long step)
    {
        int passed = 0;
        while (passed < _milestones.Length && step >= _milestones[passed]) passed++;
        return _initial * Math.Pow(_factor, passed);
    }
}
