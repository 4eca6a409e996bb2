using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>Errors of numbers: by hand, and against plain definitions over random data in random batches.</summary>
public class RegressionMetricTests
{
    /// <summary>Targets 3 -0.5 2 7 and predictions 2.5 0 2 8: squared errors 1.5 in all, squared deviations from the mean, 2.875, 29.1875.</summary>
    [Fact]
    public void Four_numbers_by_hand()
    {
        NetworkInfo info = MeasuredData.One<float>([1], [1], PredictionKind.Numbers);
        float[] targets = [3, -0.5f, 2, 7], predictions = [2.5f, 0, 2, 8];
        Assert.Equal(0.5, MeasuredData.Measure(Metric.MeanAbsoluteError, info, targets, predictions));
        Assert.Equal(Math.Sqrt(0.375), MeasuredData.Measure(Metric.RootMeanSquaredError, info, targets, predictions));
        Assert.Equal(1 - (1.5 / 29.1875), MeasuredData.Measure(Metric.R2, info, targets, predictions), 1e-15);
    }

    [Fact]
    public void A_target_that_never_changes_is_met_or_not()
    {
        NetworkInfo info = MeasuredData.One<float>([2], [2], PredictionKind.Numbers);
        float[] targets = [0.1f, 5, 0.1f, 5, 0.1f, 5];
        Assert.Equal(1, MeasuredData.Measure(Metric.R2, info, targets, targets));
        Assert.Equal(0.5, MeasuredData.Measure(Metric.R2, info, targets, [0.1f, 5, 0.1f, 5, 0.1f, 6]));
        Assert.Equal(double.NaN, MeasuredData.Measure(Metric.R2, info, (float[])[1, 2], [1, 2]));
        Assert.Equal(double.NaN, MeasuredData.Measure(Metric.R2, info, targets, [0.1f, 5, 0.1f, 5, 0.1f, float.NaN]));
    }

    [Fact]
    public void Values_are_those_of_plain_sums()
    {
        for (int run = 0; run < TestLevel.Count(quick: 200, full: 2000); run++)
        {
            Philox random = new(run, "numbers");
            int length = 1 + random.NextInt32(4), samples = 2 + random.NextInt32(30);
            // Far from 0 the sum of squares less the square of the sum has no digit left.
            float center = random.NextInt32(2) * 10000;
            float[] targets = new float[samples * length], predictions = new float[samples * length];
            for (int i = 0; i < targets.Length; i++) (targets[i], predictions[i]) = (center + random.NextNormal(), center + random.NextNormal());

            double absolute = 0, squared = 0, explained = 0;
            for (int element = 0; element < length; element++)
            {
                double[] own = [.. Enumerable.Range(0, samples).Select(i => (double)targets[(i * length) + element])];
                double[] errors = [.. own.Select((target, i) => predictions[(i * length) + element] - target)];
                double mean = own.Average();
                absolute += errors.Sum(Math.Abs);
                squared += errors.Sum(error => error * error);
                explained += 1 - (errors.Sum(error => error * error) / own.Sum(target => (target - mean) * (target - mean)));
            }

            NetworkInfo info = MeasuredData.One<float>([length], [length], PredictionKind.Numbers);
            foreach ((Metric metric, double expected) in ((Metric, double)[])
                [
                    (Metric.MeanAbsoluteError, absolute / targets.Length),
                    (Metric.RootMeanSquaredError, Math.Sqrt(squared / targets.Length)),
                    (Metric.R2, explained / length),
                ])
            {
                double whole = MeasuredData.Measure(metric, info, targets, predictions);
                Assert.True(Math.Abs(expected - whole) < 1e-6 * Math.Max(1, Math.Abs(whole)), $"seed {run}: {metric.Name} is {whole} instead of {expected}");
                Assert.Equal(whole, MeasuredData.Measure(metric, info, targets, predictions, MeasuredData.Split(ref random, samples)));
            }
        }
    }
}
