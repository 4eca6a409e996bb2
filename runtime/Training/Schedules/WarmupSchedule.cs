namespace Kiln.Training;

/// <summary>A line up to the first rate of another schedule, which begins when the warm-up is over.</summary>
internal sealed class WarmupSchedule(Schedule schedule, long steps) : Schedule
{
    private readonly long _steps = Require.AtLeastOne(steps);

    public override double At(long step) => step < _steps ? schedule.At(0) * (step + 1) / (_steps + 1) : schedule.At(step - _steps);

    internal override IEnumerable<PlateauSchedule> Plateaus => schedule.Plateaus;

    internal override IEnumerable<PlateauSchedule> PlateausAt(long step) => step < _steps ? [] : schedule.PlateausAt(step - _steps);
}
