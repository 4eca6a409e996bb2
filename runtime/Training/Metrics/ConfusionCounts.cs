namespace Kiln.Training;

/// <summary>How often a class was given, was right, and both.</summary>
internal readonly record struct ConfusionCount(long Both, long Guessed, long Right)
{
    /// <summary>Of what was guessed, the part that is right.</summary>
    public double Precision => Ratio(Both, Guessed);

    /// <summary>Of what is right, the part that was guessed.</summary>
    public double Recall => Ratio(Both, Right);

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * Both, Guessed + Right);

    public static ConfusionCount operator +(ConfusionCount left, ConfusionCount right) =>
        new(left.Both + right.Both, left.Guessed + right.Guessed, left.Right + right.Right);

    // Of nothing, nothing is right: 0, as scikit-learn's zero_division by default.
    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>Counts for each class: those of the scores, no and yes of one answer, or each label of a multi-label output.</summary>
internal sealed class ConfusionCounts(Measured measured, Func<ConfusionCount, double> value, Averaging average, int? positive) : AnswerAccumulator(measured)
{
    private readonly bool _isOneAnswer = measured is { Prediction.Kind: PredictionKind.Binary, Classes: 1 };
    private readonly bool _isMultiLabel = measured is { Prediction.Kind: PredictionKind.Binary, Classes: > 1 };
    private readonly ConfusionCount[] _counts = new ConfusionCount[ClassesOf(measured)];
    private bool _isEmpty = true;

    /// <summary>How many classes are counted.</summary>
    public static int ClassesOf(Measured measured) => measured is { Prediction.Kind: PredictionKind.Binary, Classes: 1 } ? 2 : measured.Classes;

    public override double Value =>
        _isEmpty ? double.NaN
        : positive is { } one ? value(_counts[one])
        : _isOneAnswer ? value(_counts[1])
        : average switch
        {
            Averaging.Micro => value(_counts.Aggregate((sum, count) => sum + count)),
            Averaging.Weighted => _counts.Sum(count => value(count) * count.Right) / Math.Max(1, _counts.Sum(count => count.Right)),
            // As in scikit-learn: every label has a column and counts; a class that neither occurs nor is guessed is none of the data's.
            _ => _counts.Where(count => _isMultiLabel || count.Guessed + count.Right > 0).Select(value).Average(),
        };

    public override void Reset()
    {
        Array.Clear(_counts);
        _isEmpty = true;
    }

    protected override void AddClass(int label, Scores scores)
    {
        _isEmpty = false;
        int guess = scores.Highest();
        if (guess >= 0) _counts[guess] += new ConfusionCount(guess == label ? 1 : 0, 1, 0);
        _counts[label] += new ConfusionCount(0, 0, 1);
    }

    protected override void AddAnswer(int index, bool isYes, float logit)
    {
        _isEmpty = false;
        // A value that is not a number is wrong either way.
        bool guessedYes = float.IsNaN(logit) ? !isYes : logit > 0;
        if (_isMultiLabel)
        {
            _counts[index] += Count(guessedYes, isYes);
            return;
        }

        _counts[0] += Count(!guessedYes, !isYes);
        _counts[1] += Count(guessedYes, isYes);
    }

    private static ConfusionCount Count(bool guessed, bool right) => new(guessed && right ? 1 : 0, guessed ? 1 : 0, right ? 1 : 0);
}
