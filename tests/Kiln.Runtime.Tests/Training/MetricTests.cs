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
        Assert.Equal(0.75, Measure(Metric.Accuracy, [1], [1], 4, (float[])[0, 1, 1, 0], [-2, 3, -1, -0.5f], PredictionKind.Binary));
        Assert.Equal(0.5, Measure(Metric.Accuracy, [1], [], 2, (int[])[1, 0], [0.5f, 0.5f]));
        Assert.Equal(0, Measure(Metric.Accuracy, [1], [1], 2, (float[])[0, 1], [float.NaN, float.NaN], PredictionKind.Binary));
    }

    [Fact]
    public void Probability_targets_name_the_highest_class() =>
        Assert.Equal(0.5, Measure(Metric.Accuracy, [3], [3], 2, (float[])[0.1f, 0.8f, 0.1f, 0.6f, 0.2f, 0.2f], [0, 2, 1, 0, 2, 1], PredictionKind.Classes, 3));

    [Fact]
    public void Mean_absolute_error_is_over_all_elements() =>
        Assert.Equal(1.25, Measure(Metric.MeanAbsoluteError, [2], [2], 2, (float[])[1, 2, 3, 4], [2, 2, 1, 6]));

    [Fact]
    public void A_reset_forgets()
    {
        NetworkInfo info = MeasuredData.One<float>([1], [1], PredictionKind.Binary), numbers = MeasuredData.One<float>([1], [1], PredictionKind.Numbers);
        Metric[] answers = [Metric.Accuracy, Metric.Precision(), Metric.Recall(0), Metric.F1(Averaging.Micro), Metric.AUC];
        Metric[] errors = [Metric.MeanAbsoluteError, Metric.RootMeanSquaredError, Metric.R2];
        foreach (Metric metric in answers.Concat(errors))
        {
            NetworkInfo own = errors.Contains(metric) ? numbers : info;
            float[] targets = [0, 1, 1, 0, 1], outputs = [-1, 2, -3, 0.5f, 4];
            MetricAccumulator accumulator = metric.Accumulate(own);
            Assert.True(double.IsNaN(accumulator.Value), metric.Name);
            MeasuredData.Add(accumulator, own, (float[])[0, 1, 0], [7, 7, 7]);
            accumulator.Reset();
            Assert.True(double.IsNaN(accumulator.Value), metric.Name);
            Assert.Equal(MeasuredData.Measure(metric, own, targets, outputs), MeasuredData.Add(accumulator, own, targets, outputs, 2, 3).Value);
        }
    }

    [Fact]
    public void The_classifier_among_several_heads_is_measured()
    {
        NetworkInfo info = MeasuredData.Info(
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
        NetworkInfo classes = MeasuredData.Info([new("scores", [10], typeof(float))], [new("label", [], typeof(int))]);
        string message = Assert.Throws<ArgumentException>(() => Metric.MeanAbsoluteError.Accumulate(classes)).Message;
        Assert.Contains("'label' int", message, StringComparison.Ordinal);
        Assert.Contains("'scores' float [10]", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Metric.Accuracy.Accumulate(MeasuredData.Info([new("y", [3], typeof(float))], [new("t", [2], typeof(float))])));
        Assert.Throws<ArgumentException>(() => Metric.Accuracy.Accumulate(MeasuredData.Info([new("y", [3], typeof(float))], [])));
        Assert.Throws<ArgumentException>(() => Trainer.For(new TinyClassifier(), new SGD(0.1), new() { Metrics = [Metric.MeanAbsoluteError] }));
    }

    /// <summary>[3, 3] can be positions of classes, or classes of positions: the loss tells which.</summary>
    [Fact]
    public void The_loss_tells_which_axis_the_classes_are_on()
    {
        float[] scores = [5, 0, 0, 0, 0, 5, 0, 0, 5];
        Assert.Equal(1, Measure(Metric.Accuracy, [3, 3], [3], 1, (int[])[0, 2, 2], scores, PredictionKind.Classes, classes: 3));
        Assert.Equal(1 / 3.0, Measure(Metric.Accuracy, [3, 3], [3], 1, (int[])[0, 2, 2], scores, PredictionKind.Classes, classes: 3, stride: 3));
        string message = Assert.Throws<ArgumentException>(() => Metric.Accuracy.Accumulate(MeasuredData.One<int>([3, 3], [3], kind: null))).Message;
        Assert.Contains("'y' float [3, 3]", message, StringComparison.Ordinal);
        Assert.Contains("PredictionKind.Classes", message, StringComparison.Ordinal);
    }

    /// <summary>Every place of the axis and every number of classes, against plain loops; the scores of the other reading are as good as any.</summary>
    [Fact]
    public void Classes_are_read_along_any_axis()
    {
        for (int run = 0; run < TestLevel.Count(quick: 100, full: 2000); run++)
        {
            Philox random = new(run, "axes");
            int[] shape = [.. Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => 1 + random.NextInt32(4))];
            int axis = random.NextInt32(shape.Length), samples = 1 + random.NextInt32(4), classes = shape[axis], k = 1 + random.NextInt32(classes);
            int stride = shape.Skip(axis + 1).Aggregate(1, (a, b) => a * b), length = shape.Aggregate(1, (a, b) => a * b), outer = length / classes / stride;
            int[] labels = new int[samples * outer * stride];
            // One more than the classes, for ignored labels.
            for (int i = 0; i < labels.Length; i++) labels[i] = random.NextInt32(classes + 1);
            labels.AsSpan().Replace(classes, -100);
            float[] scores = new float[samples * length];
            for (int i = 0; i < scores.Length; i++) scores[i] = random.NextInt32(3);

            int right = 0, count = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] == -100) continue;
                (int block, int inner) = Math.DivRem(i, stride);
                float Score(int c) => scores[(((block * classes) + c) * stride) + inner];
                int before = Enumerable.Range(0, classes).Count(c => Score(c) > Score(labels[i]) || (Score(c) == Score(labels[i]) && c < labels[i]));
                count++;
                if (before < k) right++;
            }

            NetworkInfo info = MeasuredData.One<int>(shape, [outer, stride], PredictionKind.Classes, classes, stride, -100);
            double value = MeasuredData.Measure(Metric.TopK(k), info, labels, scores, MeasuredData.Split(ref random, samples));
            Assert.True(value.Equals((double)right / count), $"seed {run}: {value} instead of {right} of {count}");
        }
    }

    [Fact]
    public void Each_answer_of_several_counts()
    {
        Assert.Equal(5 / 6.0, Measure(Metric.Accuracy, [3], [3], 2, (float[])[0, 1, 1, 0, 0, 1], [-1, 2, 3, -4, 5, 6], PredictionKind.Binary, classes: 3));
        // Two labels for each of two pixels, one plane after another.
        Assert.Equal(0.75, Measure(Metric.Accuracy, [2, 1, 2], [2, 1, 2], 1, (float[])[0, 1, 1, 0], [-1, 2, 3, 4], PredictionKind.Binary, 2, stride: 2));
    }

    [Fact]
    public void A_regression_has_no_accuracy()
    {
        NetworkInfo info = MeasuredData.One<float>([1], [1], PredictionKind.Numbers);
        foreach (Metric metric in (Metric[])[Metric.Accuracy, Metric.TopK(1), Metric.Precision(), Metric.Recall(1), Metric.F1(), Metric.AUC])
        {
            string message = Assert.Throws<ArgumentException>(() => metric.Accumulate(info)).Message;
            Assert.Contains($"'{metric.Name}'", message, StringComparison.Ordinal);
            Assert.Contains("'y' as numbers", message, StringComparison.Ordinal);
        }

        // A loss of one's own may be one: nobody knows.
        foreach (int[] shape in (int[][])[[1], [3], [2, 2]])
            Assert.Throws<ArgumentException>(() => Metric.Accuracy.Accumulate(MeasuredData.One<float>(shape, shape, kind: null)));
        foreach (Metric metric in (Metric[])[Metric.MeanAbsoluteError, Metric.RootMeanSquaredError, Metric.R2])
        {
            metric.Accumulate(info);
            metric.Accumulate(MeasuredData.One<float>([3], [3], kind: null));
            Assert.Throws<ArgumentException>(() => metric.Accumulate(MeasuredData.One<float>([3], [3], PredictionKind.Binary, classes: 3)));
            Assert.Throws<ArgumentException>(() => metric.Accumulate(MeasuredData.One<int>([3], [], PredictionKind.Classes, classes: 3)));
        }
    }

    [Fact]
    public void More_guesses_than_classes_are_refused()
    {
        NetworkInfo classes = MeasuredData.One<int>([3], [], PredictionKind.Classes, classes: 3);
        NetworkInfo answers = MeasuredData.One<float>([3], [3], PredictionKind.Binary, classes: 3);
        foreach (int k in (int[])[4, 9])
            Assert.Contains("has 3 classes", Assert.Throws<ArgumentException>(() => Metric.TopK(k).Accumulate(classes)).Message, StringComparison.Ordinal);
        Metric.TopK(3).Accumulate(classes);
        Assert.Throws<ArgumentException>(() => Metric.TopK(1).Accumulate(answers));
        Assert.Throws<ArgumentException>(() => Trainer.For(new TinyClassifier(), new SGD(0.1), new() { Metrics = [Metric.TopK(5)] }));
        Assert.Contains("run from 0 to 2", Assert.Throws<ArgumentException>(() => Metric.F1(3).Accumulate(classes)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("positive", () => Metric.Recall(-1));
    }

    /// <summary>Output i need not belong to target i, and a further output is asked for by name.</summary>
    [Fact]
    public void Outputs_are_compared_as_the_loss_compares_them()
    {
        NetworkInfo info = MeasuredData.Info(
            [new("gender", [2], typeof(float)), new("age", [1], typeof(float)), new("mood", [2], typeof(float))],
            [new("years", [1], typeof(float)), new("feeling", [1], typeof(int)), new("label", [1], typeof(int))],
            new("gender", "label", PredictionKind.Classes, 2), new("age", "years", PredictionKind.Numbers), new("mood", "feeling", PredictionKind.Classes, 2));
        Batch samples = new([.. info.Inputs, .. info.Targets], 2), outputs = new(info.Outputs, 2);
        ((float[])[30, 50]).CopyTo(samples.Write<float>(1));
        ((int[])[1, 1]).CopyTo(samples.Write<int>(2));
        ((int[])[0, 1]).CopyTo(samples.Write<int>(3));
        ((float[])[3, 1, 1, 2]).CopyTo(outputs.Write<float>(0));
        ((float[])[33, 49]).CopyTo(outputs.Write<float>(1));
        ((float[])[3, 1, 1, 2]).CopyTo(outputs.Write<float>(2));
        double Value(Metric metric)
        {
            MetricAccumulator accumulator = metric.Accumulate(info);
            accumulator.Add(samples, outputs);
            return accumulator.Value;
        }

        Assert.Equal(1, Value(Metric.Accuracy));
        Assert.Equal(2, Value(Metric.MeanAbsoluteError));
        Assert.Equal(0.5, Value(Metric.Accuracy with { Name = "moodAccuracy", Prediction = info.Predictions[2] }));
        Assert.Throws<ArgumentException>(() => Value(Metric.Accuracy with { Prediction = info.Predictions[1] }));
        PredictionInfo hair = new("hair", "label", PredictionKind.Classes, 2);
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => Value(Metric.Accuracy with { Prediction = hair }));
        Assert.Contains("'hair'", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Value(Metric.Accuracy with { Prediction = new("mood", "label", PredictionKind.Classes, 3) }));
    }

    [Fact]
    public void A_label_that_is_no_class_does_not_vanish()
    {
        NetworkInfo info = MeasuredData.One<int>([3], [], kind: null);
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => MeasuredData.Measure(Metric.Accuracy, info, (int[])[0, -1], new float[6]));
        Assert.Contains("Target -1 of sample 1", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(1, MeasuredData.Measure(Metric.Accuracy, info, (int[])[0, -100], new float[6]));
    }

    [Fact]
    public void Users_write_their_own()
    {
        Evaluation evaluation = Trainer.For(new TinyClassifier(maxBatch: 4), new SGD(0.1), new() { Metrics = [new Rows()] }).Evaluate(TinyData.Points(22));
        Assert.Equal(22, evaluation.Metrics["rows"]);
    }

    private static double Measure<T>(
        Metric metric, int[] output, int[] target, int count, T[] targets, float[] scores, PredictionKind? kind = null, int classes = 1, int stride = 1)
        where T : unmanaged =>
        MeasuredData.Measure(metric, MeasuredData.One<T>(output, target, kind, classes, stride), targets, scores, count);

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
