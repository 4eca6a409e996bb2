using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public class MetricTests
{
    [Fact]
    public void Accuracy_counts_the_first_of_the_highest_scores()
    {
        // Right, wrong, a tie that goes to class 0, not a number.
        double value = Measure(Metric.Accuracy, [3], [], 4, (int[])[2, 2, 0, 1], [0, 1, 2, 5, 1, 2, 7, 7, 7, 0, float.NaN, 0]);
        Assert.Equal(0.5, value);
        Assert.Equal(0, Measure(Metric.Accuracy, [3], [], 1, (int[])[1], [7, 7, 7]));
        Assert.Equal(0, Measure(Metric.Accuracy, [3], [], 1, (int[])[1], [float.NaN, 5, 1]));
    }

    [Fact]
    public void TopK_counts_the_k_highest_scores()
    {
        int[] labels = [0, 1, 2, 3];
        float[] scores = [4, 3, 2, 1, 4, 3, 2, 1, 4, 3, 2, 1, 4, 3, 2, 1];
        Assert.Equal(0.25, Measure(Metric.TopK(1), [4], [], 4, labels, scores));
        Assert.Equal(0.5, Measure(Metric.TopK(2), [4], [], 4, labels, scores));
        Assert.Equal(0.75, Measure(Metric.TopK(3), [4], [], 4, labels, scores));
        Assert.Equal("top3Accuracy", Metric.TopK(3).Name);
        Assert.Throws<ArgumentOutOfRangeException>("k", () => Metric.TopK(0));
    }

    [Fact]
    public void Classes_per_position_are_compared_along_the_first_axis()
    {
        // One sample, 2 classes, 3 positions: class 1 wins at the positions 0 and 2. The middle one is ignored.
        Assert.Equal(0.5, Measure(Metric.Accuracy, [2, 3], [3], 1, (int[])[1, -100, 0], [0, 9, 0, 1, 0, 1]));
    }

    [Fact]
    public void One_logit_is_a_binary_answer()
    {
        Assert.Equal(0.75, Measure(Metric.Accuracy, [1], [1], 4, (float[])[0, 1, 1, 0], [-2, 3, -1, -0.5f]));
        Assert.Equal(0.5, Measure(Metric.Accuracy, [1], [], 2, (int[])[1, 0], [0.5f, 0.5f]));
        Assert.Equal(0, Measure(Metric.Accuracy, [1], [1], 2, (float[])[0, 1], [float.NaN, float.NaN]));
    }

    [Fact]
    public void Probability_targets_name_the_highest_class() =>
        Assert.Equal(0.5, Measure(Metric.Accuracy, [3], [3], 2, (float[])[0.1f, 0.8f, 0.1f, 0.6f, 0.2f, 0.2f], [0, 2, 1, 0, 2, 1]));

    [Fact]
    public void Mean_absolute_error_is_over_all_elements() =>
        Assert.Equal(1.25, Measure(Metric.MeanAbsoluteError, [2], [2], 2, (float[])[1, 2, 3, 4], [2, 2, 1, 6]));

    [Fact]
    public void A_reset_forgets()
    {
        NetworkInfo info = Info([new("y", [1], typeof(float))], [new("t", [1], typeof(float))]);
        MetricAccumulator accumulator = Metric.MeanAbsoluteError.Accumulate(info);
        (Batch samples, Batch outputs) = Batches(info, 1, (float[])[1], [4]);
        accumulator.Add(samples, outputs);
        accumulator.Reset();
        Assert.True(double.IsNaN(accumulator.Value));
        accumulator.Add(samples, outputs);
        accumulator.Add(samples, outputs);
        Assert.Equal(3, accumulator.Value);
    }

    [Fact]
    public void The_classifier_among_several_heads_is_measured()
    {
        NetworkInfo info = Info(
            [new("age", [1], typeof(float)), new("gender", [2], typeof(float))],
            [new("years", [1], typeof(float)), new("label", [], typeof(int))]);
        Batch samples = new([.. info.Inputs, .. info.Targets], 2), outputs = new(info.Outputs, 2);
        ((float[])[30, 50]).CopyTo(samples.Write<float>(1));
        ((int[])[1, 1]).CopyTo(samples.Write<int>(2));
        ((float[])[33, 49]).CopyTo(outputs.Write<float>(0));
        ((float[])[0, 1, 1, 0]).CopyTo(outputs.Write<float>(1));
        MetricAccumulator accuracy = Metric.Accuracy.Accumulate(info), error = Metric.MeanAbsoluteError.Accumulate(info);
        accuracy.Add(samples, outputs);
        error.Add(samples, outputs);
        Assert.Equal(0.5, accuracy.Value);
        Assert.Equal(2, error.Value);
    }

    [Fact]
    public void A_metric_that_does_not_fit_says_what_it_needs()
    {
        NetworkInfo classes = Info([new("scores", [10], typeof(float))], [new("label", [], typeof(int))]);
        string message = Assert.Throws<ArgumentException>(() => Metric.MeanAbsoluteError.Accumulate(classes)).Message;
        Assert.Contains("'label' int", message, StringComparison.Ordinal);
        Assert.Contains("'scores' float [10]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Metric.Accuracy.Accumulate(Info([new("y", [3], typeof(float))], [new("t", [2], typeof(float))])));
        Assert.Throws<ArgumentException>(() => Metric.Accuracy.Accumulate(Info([new("y", [3], typeof(float))], [])));
        Assert.Throws<ArgumentException>(() => Trainer.For(new TinyClassifier(), new SGD(0.1), new() { Metrics = [Metric.MeanAbsoluteError] }));
    }

    [Fact]
    public void Users_write_their_own()
    {
        Evaluation evaluation = Trainer.For(new TinyClassifier(maxBatch: 4), new SGD(0.1), new() { Metrics = [new Rows()] }).Evaluate(TinyData.Points(22));
        Assert.Equal(22, evaluation.Metrics["rows"]);
    }

    private static double Measure<T>(Metric metric, int[] outputShape, int[] targetShape, int count, T[] targets, float[] scores) where T : unmanaged
    {
        NetworkInfo info = Info([new("y", outputShape, typeof(float))], [new("t", targetShape, typeof(T))]);
        MetricAccumulator accumulator = metric.Accumulate(info);
        (Batch samples, Batch outputs) = Batches(info, count, targets, scores);
        accumulator.Add(samples, outputs);
        return accumulator.Value;
    }

    private static (Batch Samples, Batch Outputs) Batches<T>(NetworkInfo info, int count, T[] targets, float[] scores) where T : unmanaged
    {
        Batch samples = new([.. info.Inputs, .. info.Targets], count), outputs = new(info.Outputs, count);
        targets.CopyTo(samples.Write<T>(1));
        scores.CopyTo(outputs.Write<float>(0));
        return (samples, outputs);
    }

    private static NetworkInfo Info(TensorInfo[] outputs, TensorInfo[] targets) => new()
    {
        Name = "Measured",
        Inputs = [new("x", [1], typeof(float))],
        Targets = targets,
        Outputs = outputs,
        Layers = [],
        Parameters = [],
        ParameterCount = 0,
        MultiplyAdds = 0,
        ArenaBytes = 0,
    };

    private sealed record Rows() : Metric("rows")
    {
        public override MetricAccumulator Accumulate(NetworkInfo network) => new Counter();

        private sealed class Counter : MetricAccumulator
        {
            private int _rows;

            public override double Value => _rows;

            public override void Reset() => _rows = 0;

            public override void Add(Batch samples, Batch outputs) => _rows += samples.Count;
        }
    }
}
