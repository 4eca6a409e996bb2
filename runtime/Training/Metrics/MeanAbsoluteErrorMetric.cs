using Kiln.Data;

namespace Kiln.Training;

internal sealed record MeanAbsoluteErrorMetric() : Metric("meanAbsoluteError")
{
    public override MetricAccumulator Accumulate(NetworkInfo network) => new Accumulator(TensorPair.OfNumbers(this, network));

    private sealed class Accumulator(TensorPair pair) : MeanAccumulator
    {
        private readonly int _length = pair.TargetLength;

        public override void Add(Batch samples, Batch outputs)
        {
            int count = samples.Count * _length;
            ReadOnlySpan<float> targets = samples.Read<float>(pair.TargetColumn)[..count];
            ReadOnlySpan<float> predictions = outputs.Read<float>(pair.Index)[..count];
            for (int i = 0; i < count; i++) Sum += Math.Abs((double)predictions[i] - targets[i]);
            Count += count;
        }
    }
}
