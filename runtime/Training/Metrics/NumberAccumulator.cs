using Kiln.Data;

namespace Kiln.Training;

/// <summary>Looks at numbers and their targets, sample by sample, in the order of their elements.</summary>
internal abstract class NumberAccumulator(Measured measured) : MetricAccumulator
{
    public sealed override void Add(Batch samples, Batch outputs)
    {
        int length = measured.Length;
        ReadOnlySpan<float> targets = measured.Targets<float>(samples), predictions = measured.Outputs(outputs);
        for (int start = 0; start < samples.Count * length; start += length) AddSample(targets.Slice(start, length), predictions.Slice(start, length));
    }

    protected abstract void AddSample(ReadOnlySpan<float> targets, ReadOnlySpan<float> predictions);
}
