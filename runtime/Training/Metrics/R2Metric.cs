namespace Kiln.Training;

/// <summary>
/// The coefficient of determination, 1 - sum (t - y)^2 / sum (t - mean t)^2, for each element of the output, and the mean of those: scikit-learn's r2_score.
/// </summary>
internal sealed record R2Metric() : Metric("r2")
{
    public override MetricAccumulator Accumulate(NetworkInfo network)
    {
        Measured measured = Measured.Find(this, network, MeanError.Expected, PredictionKind.Numbers);
        return new Accumulator(measured);
    }

    private sealed class Accumulator(Measured measured) : NumberAccumulator(measured)
    {
        // Means and squared deviations by Welford's updates (1962), which lose nothing where targets lie far from 0.
        private readonly double[] _means = new double[measured.Length], _deviations = new double[measured.Length], _errors = new double[measured.Length];
        private long _count;

        /// <summary>One sample has no deviation to explain.</summary>
        public override double Value
        {
            get
            {
                if (_count < 2) return double.NaN;
                double sum = 0;
                for (int i = 0; i < _errors.Length; i++) sum += Explained(_errors[i], _deviations[i]);
                return sum / _errors.Length;
            }
        }

        public override void Reset()
        {
            Array.Clear(_means);
            Array.Clear(_deviations);
            Array.Clear(_errors);
            _count = 0;
        }

        protected override void AddSample(ReadOnlySpan<float> targets, ReadOnlySpan<float> predictions)
        {
            _count++;
            for (int i = 0; i < targets.Length; i++)
            {
                double error = (double)predictions[i] - targets[i], before = targets[i] - _means[i];
                _errors[i] += error * error;
                _means[i] += before / _count;
                _deviations[i] += before * (targets[i] - _means[i]);
            }
        }

        // If targets do not deviate, an exact prediction explains everything and any other explains nothing.
        private static double Explained(double errors, double deviations) => (errors, deviations) switch
        {
            (double.NaN, _) => double.NaN,
            (0, _) => 1,
            (_, 0) => 0,
            _ => 1 - (errors / deviations),
        };
    }
}
