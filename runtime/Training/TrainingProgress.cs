namespace Kiln.Training;

/// <summary>
/// The progress of a run between two optimizer steps. Together with the weights, the running statistics and the optimizer's memory it
/// is everything that the next step depends on.
/// </summary>
internal sealed record TrainingProgress
{
    /// <summary>The epochs that are complete.</summary>
    public List<Epoch> History { get; init; } = [];

    /// <summary>Seed of the order of samples.</summary>
    public required int Seed { get; init; }

    /// <summary>Rows of the training data; 0 between epochs.</summary>
    public int Rows { get; set; }

    /// <summary>Batches of the current epoch that are done.</summary>
    public int Batches { get; set; }

    /// <summary>Samples of the current epoch that are done.</summary>
    public int Samples { get; set; }

    /// <summary>The sums of the losses of those samples.</summary>
    public LossSums Losses { get; init; } = new(parts: 1, denominators: 1);

    /// <summary>Time spent in the current epoch, not counting interruptions.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>The lowest loss of a complete epoch.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs since that one.</summary>
    public int EpochsWithoutImprovement { get; set; }

    /// <summary>The epoch in progress, counted from 1.</summary>
    public int EpochNumber => History.Count + 1;

    /// <summary>Closes the current epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="monitored">The loss that decides whether it is better than earlier ones; null if nothing counts in it, so that it decides nothing.</param>
    public void Complete(Epoch epoch, double? monitored)
    {
        if (IsImprovement(monitored)) (BestLoss, EpochsWithoutImprovement) = (monitored!.Value, 0);
        else if (monitored is not null) EpochsWithoutImprovement++;
        History.Add(epoch);
        (Rows, Batches, Samples, Elapsed) = (0, 0, 0, TimeSpan.Zero);
        Losses.Clear();
    }

    /// <summary>Is this the lowest loss so far? One that is not a number never is.</summary>
    public bool IsImprovement(double? monitored) => monitored < BestLoss;
}
