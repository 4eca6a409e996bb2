namespace Kiln.Training;

/// <summary>The mean of |output - target| over all elements.</summary>
internal sealed record MeanAbsoluteErrorMetric() : Metric("meanAbsoluteError")
{
    public override MetricAccumulator Accumulate(NetworkInfo network) =>
        new Accumulator(Measured.Find(this, network, MeanError.Expected, PredictionKind.Numbers));

    private sealed class Accumulator(Measured measured) : MeanError(measured)
    {
        public override double Value => Mean;

        protected override double Of(double error) => Math.Abs(error);
    }
}

/// <summary>The root of the mean of (output - target)^2 over all elements: the root of the loss MeanSquaredError.</summary>
internal sealed record RootMeanSquaredErrorMetric() : Metric("rootMeanSquaredError")
{
    public override MetricAccumulator Accumulate(NetworkInfo network) =>
        new Accumulator(Measured.Find(this, network, MeanError.Expected, PredictionKind.Numbers));

    private sealed class Accumulator(Measured measured) : MeanError(measured)
    {
        public override double Value => Math.Sqrt(Mean);

        protected override double Of(double error) => error * error;
    }
}

/// <summary>A mean over the elements of all samples.</summary>
internal abstract class MeanError(Measured measured) : NumberAccumulator(measured)
{
    /// <summary>What these metrics need, for messages.</summary>
    public const string Expected = "numbers: an output and a float target with as many elements";

    private double _sum;
    private long _count;

    protected double Mean => _sum / _count;

    public sealed override void Reset() => (_sum, _count) = (0, 0);

    /// <summary>The cost of one element's error.</summary>
    protected abstract double Of(double error);

    protected sealed override void AddSample(ReadOnlySpan<float> targets, ReadOnlySpan<float> predictions)
    {
        for (int i = 0; i < targets.Length; i++) _sum += Of((double)predictions[i] - targets[i]);
        _count += targets.Length;
    }
}
