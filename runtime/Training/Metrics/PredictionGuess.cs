namespace Kiln.Training;

/// <summary>
/// How an output and a target can be compared, judging by their shapes alone: for custom losses, which do not say. If shapes allow several readings, all are
/// given, and equally long outputs and targets of floats may be anything: numbers, answers, probabilities.
/// </summary>
internal static class PredictionGuess
{
    /// <summary>The index that losses ignore by default.</summary>
    private const int IgnoreIndex = -100;

    public static IEnumerable<PredictionInfo> Of(TensorPair pair) =>
        pair.Target.Element == typeof(int) ? OfClasses(pair)
        : pair.Target.Element == typeof(float) && pair.OutputLength == pair.TargetLength ? OfFloats(pair)
        : [];

    private static IEnumerable<PredictionInfo> OfFloats(TensorPair pair) =>
        Enum.GetValues<PredictionKind>().Select(kind => new PredictionInfo(pair.Output.Name, pair.Target.Name, kind));

    private static IEnumerable<PredictionInfo> OfClasses(TensorPair pair)
    {
        (string output, string target, int length, int positions) = (pair.Output.Name, pair.Target.Name, pair.OutputLength, pair.TargetLength);
        if (length == positions) return [new(output, target, PredictionKind.Binary, IgnoreIndex: IgnoreIndex)];
        if (positions == 1) return [new(output, target, PredictionKind.Classes, length, 1, IgnoreIndex)];
        return ClassAxes(pair.Output.Shape, pair.Target.Shape)
            .Select(axis => new PredictionInfo(output, target, PredictionKind.Classes, axis.Classes, axis.Stride, IgnoreIndex))
            .Distinct();
    }

    /// <summary>The axes of the scores without which they have the shape of the classes.</summary>
    private static IEnumerable<(int Classes, int Stride)> ClassAxes(IReadOnlyList<int> scores, IReadOnlyList<int> classes)
    {
        int stride = 1;
        for (int axis = scores.Count - 1; axis >= 0; axis--)
        {
            if (scores.Where((_, other) => other != axis).SequenceEqual(classes)) yield return (scores[axis], stride);
            stride *= scores[axis];
        }
    }
}
