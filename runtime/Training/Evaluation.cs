namespace Kiln.Training;

/// <summary>How good a network is on some data, in inference mode.</summary>
/// <param name="Loss">The mean loss over all samples.</param>
/// <param name="Metrics">The values of <see cref="TrainerOptions.Metrics"/> by name.</param>
public sealed record Evaluation(double Loss, IReadOnlyDictionary<string, double> Metrics);
