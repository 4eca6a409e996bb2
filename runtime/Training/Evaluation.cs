using System.Collections.ObjectModel;

namespace Kiln.Training;

/// <summary>How good a network is on some data, in inference mode.</summary>
/// <param name="Loss">The mean loss over all samples; 0 if nothing counts for the loss.</param>
/// <param name="Metrics">The values of <see cref="TrainerOptions.Metrics"/> by name.</param>
public sealed record Evaluation(double Loss, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>The named terms of the loss, by the names in <see cref="NetworkInfo.LossTerms"/>.</summary>
    public IReadOnlyDictionary<string, double> LossTerms { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Whether anything counts for the loss.</summary>
    internal bool Counts { get; init; } = true;

    /// <summary>For example <c>loss 0.4132, accuracy 0.8612</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Metrics.Select(metric => $"{metric.Key} {Epoch.Show(metric.Value)}").Prepend($"loss {Epoch.Show(Loss)}{Epoch.Show(LossTerms)}"));
}
