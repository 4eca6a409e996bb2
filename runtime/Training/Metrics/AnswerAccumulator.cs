using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// Walks over answers, sample by sample and position by position, and hands each to the metric. So no value depends on how samples are cut into batches.
/// </summary>
internal abstract class AnswerAccumulator(Measured measured) : MetricAccumulator
{
    /// <summary>How the network is read.</summary>
    protected Measured Measured => measured;

    public sealed override void Add(Batch samples, Batch outputs)
    {
        ReadOnlySpan<float> scores = measured.Outputs(outputs)[..(samples.Count * measured.Length)];
        bool areClasses = measured.Prediction.Kind == PredictionKind.Classes;
        if (measured.HasIndices && areClasses) AddIndices(measured.Targets<int>(samples), scores);
        else if (measured.HasIndices) AddAnswers(measured.Targets<int>(samples), scores);
        else if (areClasses) AddProbabilities(measured.Targets<float>(samples), scores);
        else AddAnswers(measured.Targets<float>(samples), scores);
    }

    /// <summary>One class is right.</summary>
    protected abstract void AddClass(int label, Scores scores);

    /// <summary>A yes-or-no answer: which one of its position, what is right, and its logit.</summary>
    protected abstract void AddAnswer(int index, bool isYes, float logit);

    private void AddIndices(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores)
    {
        for (int start = 0, next = 0; start < scores.Length; start += measured.Length)
            for (int position = 0; position < measured.Positions; position++)
            {
                int label = labels[next++];
                if (label == measured.Prediction.IgnoreIndex) continue;
                if ((uint)label >= (uint)measured.Classes) throw NoClass(label, start / measured.Length);
                AddClass(label, At(scores, start, position));
            }
    }

    private void AddProbabilities(ReadOnlySpan<float> targets, ReadOnlySpan<float> scores)
    {
        for (int start = 0; start < scores.Length; start += measured.Length)
            for (int position = 0; position < measured.Positions; position++)
                // A target that is not a number has no class, and its author will want to know.
                AddClass(
                    At(targets, start, position).Highest() is >= 0 and int label ? label : throw NoNumber(start / measured.Length),
                    At(scores, start, position));
    }

    private void AddAnswers(ReadOnlySpan<float> targets, ReadOnlySpan<float> logits)
    {
        for (int start = 0; start < logits.Length; start += measured.Length)
            for (int position = 0; position < measured.Positions; position++)
                for (int index = 0; index < measured.Classes; index++)
                {
                    int at = start + measured.FirstOf(position) + (index * measured.Stride);
                    AddAnswer(index, targets[at] > 0.5f, logits[at]);
                }
    }

    private void AddAnswers(ReadOnlySpan<int> targets, ReadOnlySpan<float> logits)
    {
        for (int start = 0; start < logits.Length; start += measured.Length)
            for (int position = 0; position < measured.Positions; position++)
                for (int index = 0; index < measured.Classes; index++)
                {
                    int at = start + measured.FirstOf(position) + (index * measured.Stride);
                    if (targets[at] != measured.Prediction.IgnoreIndex) AddAnswer(index, targets[at] > 0, logits[at]);
                }
    }

    private Scores At(ReadOnlySpan<float> values, int start, int position) =>
        new(values[(start + measured.FirstOf(position))..], measured.Classes, measured.Stride);

    private static ArgumentException NoNumber(int sample) =>
        SampleError.Of("The target of ", sample, " holds NaN, so no class is the most probable. Repair the data.");

    private ArgumentException NoClass(int label, int sample) => SampleError.NotAClass(label, sample, "", measured.Classes, "Check the labels.");
}
