namespace Kiln.Training;

/// <summary>
/// Multiplies the rate by a factor when a loss or metric has not improved for some epochs, as PyTorch's ReduceLROnPlateau does. A
/// <see cref="Trainer{TNetwork}"/> reports after each epoch, and what it reported is part of checkpoints; a loop of your own calls <see cref="Report"/>.
/// </summary>
public sealed class PlateauSchedule : Schedule
{
    private readonly double _initial;
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _threshold;
    private readonly int _cooldown;
    private readonly double _floor;
    private readonly bool _maximize;

    internal PlateauSchedule(
        double initial, double factor, int patience, double threshold, int cooldown, double floor, string? metric, bool maximize)
    {
        _initial = Require.Rate(initial);
        _factor = Require.Fraction(factor);
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _patience = patience;
        _threshold = Require.Fraction(threshold);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _cooldown = cooldown;
        _floor = Require.Rate(floor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, initial);
        Metric = metric;
        _maximize = maximize;
        State = new PlateauState(initial, maximize ? double.NegativeInfinity : double.PositiveInfinity, 0, 0);
    }

    /// <summary>The rate at present.</summary>
    public double Rate => State.Rate;

    /// <summary>Name of the metric that a trainer reports; null for the loss on validation data or, without it, on training data.</summary>
    internal string? Metric { get; }

    /// <summary>Everything that was learned from reports.</summary>
    internal PlateauState State { get; set; }

    /// <summary>The rate at present, whatever the step.</summary>
    /// <param name="step">The step, counted from 0.</param>
    public override double At(long step) => State.Rate;

    /// <summary>Takes note of the loss or metric of an epoch. What is not a number is no improvement.</summary>
    /// <param name="value">The value.</param>
    public void Report(double value)
    {
        (double rate, double best, int without, int cooling) = State;
        double margin = double.IsInfinity(best) ? 0 : _threshold * Math.Abs(best);
        bool improves = _maximize ? value > best + margin : value < best - margin;
        (best, without) = improves ? (value, 0) : (best, without + 1);
        if (cooling > 0) (cooling, without) = (cooling - 1, 0);
        if (without > _patience) (rate, without, cooling) = (Math.Max(rate * _factor, _floor), 0, _cooldown);
        State = new PlateauState(rate, best, without, cooling);
    }

    internal override IEnumerable<PlateauSchedule> Plateaus => [this];

    /// <summary>Whether a saved state can be one of this schedule.</summary>
    internal bool Allows(PlateauState state) => state.Rate >= _floor && state.Rate <= _initial && !double.IsNaN(state.Best);
}
