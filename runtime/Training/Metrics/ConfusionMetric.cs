using System.Globalization;

namespace Kiln.Training;

/// <summary>Precision, recall or F1, averaged over classes or of one class.</summary>
internal sealed record ConfusionMetric : Metric
{
    private readonly Func<ConfusionCount, double> _value;
    private readonly Averaging _average;
    private readonly int? _positive;

    public ConfusionMetric(string name, Func<ConfusionCount, double> value, Averaging average)
        : base(average switch { Averaging.Macro => name, Averaging.Micro => "micro" + Capital(name), _ => "weighted" + Capital(name) }) =>
        (_value, _average) = (value, average);

    public ConfusionMetric(string name, Func<ConfusionCount, double> value, int positive)
        : base(string.Create(CultureInfo.InvariantCulture, $"class{positive}{Capital(name)}")) =>
        (_value, _positive) = (value, positive);

    public override MetricAccumulator Accumulate(NetworkInfo network)
    {
        Measured measured = Measured.Find(this, network, "scores of classes or yes-or-no answers", PredictionKind.Classes, PredictionKind.Binary);
        int classes = ConfusionCounts.ClassesOf(measured);
        if (_positive < classes || _positive is null) return new ConfusionCounts(measured, _value, _average, _positive);
        string has = string.Create(
            CultureInfo.InvariantCulture, $"'{measured.Prediction.Output}' of {network.Name} has {classes} classes; they run from 0 to {classes - 1}");
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The metric '{Name}' is about class {_positive}, but {has}."));
    }

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
