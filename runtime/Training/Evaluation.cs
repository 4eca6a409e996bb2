namespace Kiln.Training;

/// <summary>How good a network is on some data, in inference mode.</summary>
/// <param name="Loss">The mean loss over all samples.</param>
/// <param name="Metrics">The values of <see cref="TrainerOptions.Metrics"/> by name.</param>
public sealed record Evaluation(double Loss, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>For example <c>loss 0.4132, accuracy 0.8612</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Metrics.Select(metric => $"{metric.Key} {Epoch.Show(metric.Value)}").Prepend($"loss {Epoch.Show(Loss)}"));
}
