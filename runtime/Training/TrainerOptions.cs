namespace Kiln.Training;

/// <summary>What a <see cref="Trainer{TNetwork}"/> does besides the plain loop. Every default is "off" or "as the network says".</summary>
public sealed record TrainerOptions
{
    /// <summary>Samples per forward and backward pass, at most the network's <see cref="INetwork.MaxBatch"/>, which is the default.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Seed of the order of samples, which is a new one each epoch.</summary>
    public int Seed { get; init; }

    /// <summary>Largest global norm of the gradients; longer ones are scaled down to it. Infinite by default.</summary>
    public double ClipNorm { get; init; } = double.PositiveInfinity;

    /// <summary>Largest absolute value of a gradient; larger ones are cut off, before <see cref="ClipNorm"/> looks at them. Infinite by default.</summary>
    public double ClipValue { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Decay of an exponential moving average of the weights and running statistics, which <see cref="Trainer{TNetwork}.Average"/> holds: 0 to less than 1,
    /// for example 0.999. Evaluation, <see cref="Metrics"/>, <see cref="Patience"/> on validation data and <see cref="BestPath"/> use the average then, and
    /// checkpoints hold it; training goes on with the weights themselves. Off by default.
    /// </summary>
    public double? AverageDecay { get; init; }

    /// <summary>
    /// Sharpness-aware minimization (<see cref="SAM"/>): each step takes its gradient this far up the slope, 0.05 in the paper, in a second pass over its
    /// batches. 0, the default, is off.
    /// </summary>
    public double SharpnessRadius { get; init; }

    /// <summary>
    /// Batches whose gradients add up to that of one large batch before the optimizer makes one step: an effective batch of
    /// <see cref="BatchSize"/> times this, also for a loss that divides by the weights of its targets (statistics of BatchNorm are those of each small
    /// batch). The last group of an epoch is as short as the data makes it. 1 by default.
    /// </summary>
    public int AccumulateSteps { get; init; } = 1;

    /// <summary>
    /// Leaves out the last batch of an epoch if it has fewer samples than <see cref="BatchSize"/>. The order, and so what is left out, changes each
    /// epoch. Off by default.
    /// </summary>
    public bool DropLast { get; init; }

    /// <summary>
    /// Continues, with a warning, if the data holds NaN or an infinity. By default a loss that is not finite for this reason ends the run with an
    /// <see cref="InvalidDataException"/> that names the row, before the weights change.
    /// </summary>
    public bool AllowNonFiniteData { get; init; }

    /// <summary>
    /// Metrics to measure after each epoch: on the validation data or, without it, on the training data in a second pass.
    /// </summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>
    /// Stops after this many epochs in a row without a lower loss: the validation loss or, without validation data, the training loss. Off by default.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>A file that always holds the weights of the epoch with the lowest loss (the one <see cref="Patience"/> looks at). Off by default.</summary>
    public string? BestPath { get; init; }

    /// <summary>Called after every optimizer step. A checkpoint saved here continues with the next step.</summary>
    public Action<TrainingStep>? OnStep { get; init; }

    /// <summary>
    /// Receives warnings, each at most once: a first loss that is far from what an untrained network gives, a loss that is no longer finite, data in which
    /// nothing counts for the loss, BatchNorm on fewer than 16 values per channel. <see cref="Console.Error"/> by default.
    /// </summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Checks every value against its range.</summary>
    internal void Validate(int maxBatch)
    {
        if (BatchSize is < 1) throw Invalid(nameof(BatchSize), BatchSize, "must be at least 1");
        if (BatchSize > maxBatch)
            throw Invalid(nameof(BatchSize), BatchSize, $"is larger than the network's MaxBatch, {maxBatch}; create the network with maxBatch: {BatchSize}");
        if (!(ClipNorm > 0)) throw Invalid(nameof(ClipNorm), ClipNorm, "must be greater than 0");
        if (!(ClipValue > 0)) throw Invalid(nameof(ClipValue), ClipValue, "must be greater than 0");
        if (AverageDecay is not (null or (>= 0 and < 1))) throw Invalid(nameof(AverageDecay), AverageDecay, "must be at least 0 and less than 1");
        if (!(SharpnessRadius >= 0 && double.IsFinite(SharpnessRadius)))
            throw Invalid(nameof(SharpnessRadius), SharpnessRadius, "must be a finite number that is not negative");
        if (AccumulateSteps < 1) throw Invalid(nameof(AccumulateSteps), AccumulateSteps, "must be at least 1");
        if (Patience is < 1) throw Invalid(nameof(Patience), Patience, "must be at least 1");
        foreach (IGrouping<string, Metric> group in Metrics.GroupBy(metric => metric.Name, StringComparer.Ordinal))
            if (group.Count() > 1) throw new ArgumentException($"Metrics contains '{group.Key}' {group.Count()} times; names must differ.", "options");
    }

    private static ArgumentOutOfRangeException Invalid(string name, object? value, string why) =>
        new("options", value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} {value} {why}."));
}
