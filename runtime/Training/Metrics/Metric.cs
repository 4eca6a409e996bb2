namespace Kiln.Training;

/// <summary>
/// A number that tells how good predictions are, averaged over all samples of a dataset. Derive from it for one of your own: return a fresh
/// <see cref="MetricAccumulator"/> from <see cref="Accumulate"/>.
/// </summary>
/// <param name="Name">The key in <see cref="Epoch.Metrics"/> and <see cref="Evaluation.Metrics"/>.</param>
public abstract record Metric(string Name)
{
    /// <summary>
    /// The fraction of right answers, key <c>accuracy</c>. Class targets (<c>[Input&lt;int&gt;]</c>): the highest score wins, the first of equal
    /// ones; per position where the target has one class per position; targets outside 0..C-1 (an ignored index) do not count. Probability
    /// targets: the highest one is the class. One logit per sample: positive means 1 (the loss is then a binary one), targets are 0 or 1.
    /// </summary>
    public static Metric Accuracy { get; } = new AccuracyMetric("accuracy", 1);

    /// <summary>The fraction of samples whose class is among the <paramref name="k"/> highest scores, key <c>top3Accuracy</c> for k = 3.</summary>
    /// <param name="k">How many guesses count, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    public static Metric TopK(int k)
    {
        Require.AtLeastOne(k);
        return new AccuracyMetric(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"top{k}Accuracy"), k);
    }

    /// <summary>The mean of |output - target| over all elements, key <c>meanAbsoluteError</c>.</summary>
    public static Metric MeanAbsoluteError { get; } = new MeanAbsoluteErrorMetric();

    /// <summary>Begins to measure predictions of a network.</summary>
    /// <param name="network">Names, shapes and element types of inputs, targets and outputs.</param>
    /// <exception cref="ArgumentException">The metric does not fit the network's outputs and targets.</exception>
    public abstract MetricAccumulator Accumulate(NetworkInfo network);
}
