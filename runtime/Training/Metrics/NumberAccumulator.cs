using Kiln.Data;

namespace Kiln.Training;

/// <summary>Looks at numbers and their targets, sample by sample, in the order of their elements.</summary>
internal abstract class NumberAccumulator(Measured measured) : MetricAccumulator
{
    public sealed override void Add(Batch samples, Batch outputs)
    {
        int count = samples.Count * measured.Length;
        ReadOnlySpan<float> targets = measured.Targets<float>(samples)[..count], predictions = measured.Outputs(outputs)[..count];
        for (int start = 0; start < count; start += measured.Length) AddSample(targets.Slice(start, measured.Length), predictions.Slice(start, measured.Length));
    }

    protected abstract void AddSample(ReadOnlySpan<float> targets, ReadOnlySpan<float> predictions);
}
