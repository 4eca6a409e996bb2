using System.Globalization;

namespace Kiln.Training;

/// <summary>The fraction of answers that are right.</summary>
internal sealed record AccuracyMetric() : Metric("accuracy")
{
    public override MetricAccumulator Accumulate(NetworkInfo network) =>
        new RightAnswers(Measured.Find(this, network, "scores of classes or yes-or-no answers", PredictionKind.Classes, PredictionKind.Binary), guesses: 1);
}

/// <summary>Is the right class among the k highest scores? For k = 1 this is the accuracy.</summary>
internal sealed record TopKMetric(int Guesses) : Metric(string.Create(CultureInfo.InvariantCulture, $"top{Guesses}Accuracy"))
{
    public override MetricAccumulator Accumulate(NetworkInfo network)
    {
        Measured measured = Measured.Find(this, network, "scores of classes", PredictionKind.Classes);
        if (Guesses <= measured.Classes) return new RightAnswers(measured, Guesses);
        string has = string.Create(CultureInfo.InvariantCulture, $"'{measured.Prediction.Output}' of {network.Name} has {measured.Classes} classes");
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"The metric '{Name}' looks at the {Guesses} highest scores, but {has}. Use a lower k."));
    }
}

/// <summary>Counts right answers.</summary>
internal sealed class RightAnswers(Measured measured, int guesses) : AnswerAccumulator(measured)
{
    private long _right, _count;

    public override double Value => (double)_right / _count;

    public override void Reset() => _right = _count = 0;

    protected override void AddClass(int label, Scores scores)
    {
        _count++;
        if (scores.RankOf(label) < guesses) _right++;
    }

    // Written so that a logit that is not a number is wrong either way.
    protected override void AddAnswer(int index, bool isYes, float logit)
    {
        _count++;
        if (isYes ? logit > 0 : logit <= 0) _right++;
    }
}
