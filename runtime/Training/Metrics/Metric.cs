namespace Kiln.Training;

/// <summary>
/// A number that tells how good predictions are, over all samples of a dataset. The loss decides which output it looks at and how it reads it
/// (<see cref="NetworkInfo.Predictions"/>): the first of the kind that the metric can measure. Derive from it for a metric of your own: return a fresh
/// <see cref="MetricAccumulator"/> from <see cref="Accumulate"/>.
/// </summary>
/// <example><code>
/// Metrics = [Metric.Accuracy, Metric.F1(), Metric.Recall(positive: 2), Metric.Accuracy with { Name = "mood", Prediction = Faces.Info.Predictions[1] }]
/// </code></example>
/// <param name="Name">The key in <see cref="Epoch.Metrics"/> and <see cref="Evaluation.Metrics"/>.</param>
public abstract record Metric(string Name)
{
    /// <summary>
    /// The prediction to measure; null = the first suitable one that the loss compares. Set it for further outputs of a network, and for a custom loss, which
    /// does not say what its outputs are.
    /// </summary>
    public PredictionInfo? Prediction { get; init; }

    /// <summary>
    /// The fraction of right answers, key <c>accuracy</c>. Classes: the highest score wins, the first of equal ones; each position counts that has a class of
    /// its own, and ignored ones do not; of probability targets the highest one is the class. Yes-or-no answers, one or several for each sample: a logit above
    /// 0 means yes, a target above 1/2 is yes, and each answer counts. Numbers have no accuracy: that is an error when the trainer is made.
    /// </summary>
    public static Metric Accuracy { get; } = new AccuracyMetric();

    /// <summary>The fraction of positions whose class is among the <paramref name="k"/> highest scores, key <c>top3Accuracy</c> for k = 3.</summary>
    /// <param name="k">How many guesses count, at least 1 and at most the number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    public static Metric TopK(int k)
    {
        Require.AtLeastOne(k);
        return new TopKMetric(k);
    }

    /// <summary>
    /// Of the answers given, the fraction that is right: true positives / (true and false positives), 0 where there are none. Key <c>precision</c>, or
    /// <c>microPrecision</c>, <c>weightedPrecision</c>. Of one yes-or-no answer it is that of yes; else it is averaged over classes, or over the labels of a
    /// multi-label output.
    /// </summary>
    /// <param name="average">How classes are averaged. As in scikit-learn, a class that neither occurs nor is guessed is left out, but a label counts
    /// always.</param>
    public static Metric Precision(Averaging average) => new ConfusionMetric("precision", count => count.Precision, Defined(average));

    /// <inheritdoc cref="Precision(Averaging)"/>
    /// <remarks>Averaged as <see cref="Averaging.Macro"/>.</remarks>
    public static Metric Precision() => Precision(Averaging.Macro);

    /// <summary>The precision of one class against all others, key <c>class2Precision</c>.</summary>
    /// <param name="positive">The class, or the label of a multi-label output; of one yes-or-no answer 1 is yes and 0 no.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="positive"/> is negative.</exception>
    public static Metric Precision(int positive) => new ConfusionMetric("precision", count => count.Precision, Class(positive));

    /// <summary>
    /// Of what should be found, the fraction that is: true positives / (true positives and false negatives), 0 where there are none. Key <c>recall</c>, or
    /// <c>microRecall</c>, <c>weightedRecall</c>. Of one yes-or-no answer it is that of yes; else it is averaged over classes, or over the labels of a
    /// multi-label output.
    /// </summary>
    /// <param name="average">How classes are averaged. As in scikit-learn, a class that neither occurs nor is guessed is left out, but a label counts
    /// always.</param>
    public static Metric Recall(Averaging average) => new ConfusionMetric("recall", count => count.Recall, Defined(average));

    /// <inheritdoc cref="Recall(Averaging)"/>
    /// <remarks>Averaged as <see cref="Averaging.Macro"/>.</remarks>
    public static Metric Recall() => Recall(Averaging.Macro);

    /// <summary>The recall of one class against all others, key <c>class2Recall</c>.</summary>
    /// <param name="positive">The class, or the label of a multi-label output; of one yes-or-no answer 1 is yes and 0 no.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="positive"/> is negative.</exception>
    public static Metric Recall(int positive) => new ConfusionMetric("recall", count => count.Recall, Class(positive));

    /// <summary>
    /// The harmonic mean of precision and recall, 2 true positives / (2 true positives + false positives + false negatives), 0 where there are none. Key
    /// <c>f1</c>, or <c>microF1</c>, <c>weightedF1</c>. Of one yes-or-no answer it is that of yes; else it is averaged over classes, or over the labels of a
    /// multi-label output.
    /// </summary>
    /// <param name="average">How classes are averaged. As in scikit-learn, a class that neither occurs nor is guessed is left out, but a label counts
    /// always.</param>
    public static Metric F1(Averaging average) => new ConfusionMetric("f1", count => count.F1, Defined(average));

    /// <inheritdoc cref="F1(Averaging)"/>
    /// <remarks>Averaged as <see cref="Averaging.Macro"/>.</remarks>
    public static Metric F1() => F1(Averaging.Macro);

    /// <summary>The F1 score of one class against all others, key <c>class2F1</c>.</summary>
    /// <param name="positive">The class, or the label of a multi-label output; of one yes-or-no answer 1 is yes and 0 no.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="positive"/> is negative.</exception>
    public static Metric F1(int positive) => new ConfusionMetric("f1", count => count.F1, Class(positive));

    /// <summary>
    /// The area under the ROC curve, key <c>auc</c>: the probability that a yes scores higher than a no, where equal scores count half. Of one yes-or-no answer
    /// and of two classes (1 is yes); of several labels, or of more classes each against all others, the mean of their areas. Not a number where some label or
    /// class has only one kind of target. Keeps all scores of a pass: 4 bytes for each answer.
    /// </summary>
    public static Metric AUC { get; } = new AreaUnderCurveMetric();

    /// <summary>The mean of |output - target| over all elements, key <c>meanAbsoluteError</c>.</summary>
    public static Metric MeanAbsoluteError { get; } = new MeanAbsoluteErrorMetric();

    /// <summary>The root of the mean of (output - target)² over all elements, key <c>rootMeanSquaredError</c>.</summary>
    public static Metric RootMeanSquaredError { get; } = new RootMeanSquaredErrorMetric();

    /// <summary>
    /// The coefficient of determination, key <c>r2</c>: 1 - (squared errors) / (squared deviations of the targets from their mean), for each element of the
    /// output, and the mean of those. A target that never changes gives 1 where it is met exactly, else 0. Not a number for fewer than two samples.
    /// </summary>
    public static Metric R2 { get; } = new R2Metric();

    /// <summary>Begins to measure predictions of a network.</summary>
    /// <param name="network">Names, shapes and element types of inputs, targets and outputs, and how the loss compares them.</param>
    /// <exception cref="ArgumentException">The metric does not fit the network's outputs and targets.</exception>
    public abstract MetricAccumulator Accumulate(NetworkInfo network);

    private static Averaging Defined(Averaging average) =>
        Enum.IsDefined(average) ? average : throw new ArgumentOutOfRangeException(nameof(average), average, "average is Macro, Micro or Weighted.");

    private static int Class(int positive)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positive);
        return positive;
    }
}
