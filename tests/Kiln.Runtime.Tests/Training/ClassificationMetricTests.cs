using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>Precision, recall, F1 and the area under the curve: by hand, and against plain definitions over random data in random batches.</summary>
public class ClassificationMetricTests
{
    private static readonly Averaging[] Averages = Enum.GetValues<Averaging>();

    /// <summary>Guesses 0 2 1 0 0 1 for labels 0 1 2 0 1 2, the first example of scikit-learn's documentation of precision_score.</summary>
    [Fact]
    public void Three_classes_by_hand()
    {
        NetworkInfo info = MeasuredData.One<int>([3], [], PredictionKind.Classes, classes: 3);
        int[] labels = [0, 1, 2, 0, 1, 2], guesses = [0, 2, 1, 0, 0, 1];
        float[] scores = [.. guesses.SelectMany(guess => Enumerable.Range(0, 3).Select(c => c == guess ? 1f : 0))];
        double Value(Metric metric) => MeasuredData.Measure(metric, info, labels, scores);

        Assert.Equal(2 / 9.0, Value(Metric.Precision()), 1e-15);
        Assert.Equal(1 / 3.0, Value(Metric.Precision(Averaging.Micro)), 1e-15);
        Assert.Equal(2 / 9.0, Value(Metric.Precision(Averaging.Weighted)), 1e-15);
        Assert.Equal(2 / 3.0, Value(Metric.Precision(positive: 0)), 1e-15);
        Assert.Equal(1 / 3.0, Value(Metric.Recall()), 1e-15);
        Assert.Equal(1, Value(Metric.Recall(positive: 0)));
        Assert.Equal(0, Value(Metric.Recall(positive: 2)));
        Assert.Equal(0.8 / 3, Value(Metric.F1()), 1e-15);
        Assert.Equal(1 / 3.0, Value(Metric.F1(Averaging.Micro)), 1e-15);
    }

    [Fact]
    public void One_answer_by_hand()
    {
        NetworkInfo info = MeasuredData.One<float>([1], [1], PredictionKind.Binary);
        // 2 true and 1 false positives, 2 false negatives, 1 true negative.
        float[] targets = [1, 1, 0, 1, 1, 0], logits = [2, 0.1f, 3, -1, 0, -5];
        double Value(Metric metric) => MeasuredData.Measure(metric, info, targets, logits);

        foreach (Averaging average in Averages)
        {
            Assert.Equal(2 / 3.0, Value(Metric.Precision(average)), 1e-15);
            Assert.Equal(0.5, Value(Metric.Recall(average)), 1e-15);
            Assert.Equal(4 / 7.0, Value(Metric.F1(average)), 1e-15);
        }

        Assert.Equal(Value(Metric.F1()), Value(Metric.F1(positive: 1)));
        Assert.Equal(1 / 3.0, Value(Metric.Precision(positive: 0)), 1e-15);
        // Of 8 pairs of a yes and a no those with -5 are in order, those with 3 are not.
        Assert.Equal(4 / 8.0, Value(Metric.AUC), 1e-15);
    }

    [Fact]
    public void Of_nothing_nothing_is_right()
    {
        NetworkInfo info = MeasuredData.One<float>([1], [1], PredictionKind.Binary);
        Assert.Equal(0, MeasuredData.Measure(Metric.Precision(), info, (float[])[1, 1], [-1, -2]));
        Assert.Equal(0, MeasuredData.Measure(Metric.Recall(), info, (float[])[0, 0], [1, 2]));
        Assert.Equal(0, MeasuredData.Measure(Metric.F1(), info, (float[])[0, 0], [-1, -2]));
        Assert.Equal(double.NaN, MeasuredData.Measure(Metric.AUC, info, (float[])[0, 0], [1, 2]));
        Assert.Equal(double.NaN, MeasuredData.Measure(Metric.AUC, info, (float[])[0, 1], [float.NaN, 2]));
    }

    [Fact]
    public void Names_tell_average_and_class()
    {
        Metric[] metrics =
        [
            Metric.Precision(), Metric.Precision(Averaging.Micro), Metric.Recall(Averaging.Weighted), Metric.F1(), Metric.F1(positive: 2), Metric.AUC,
            Metric.RootMeanSquaredError, Metric.R2,
        ];
        Assert.Equal(
            ["precision", "microPrecision", "weightedRecall", "f1", "class2F1", "auc", "rootMeanSquaredError", "r2"],
            metrics.Select(metric => metric.Name));
    }

    [Fact]
    public void A_network_that_has_diverged_is_never_right()
    {
        NetworkInfo one = MeasuredData.One<float>([1], [1], PredictionKind.Binary);
        NetworkInfo several = MeasuredData.One<float>([2], [2], PredictionKind.Binary, classes: 2);
        NetworkInfo classes = MeasuredData.One<int>([2], [], PredictionKind.Classes, classes: 2);
        float[] nothing = [float.NaN, float.NaN, float.NaN, float.NaN];
        foreach (Metric metric in Averages.SelectMany(average => (Metric[])[Metric.Precision(average), Metric.Recall(average), Metric.F1(average)]))
        {
            Assert.Equal(0, MeasuredData.Measure(metric, one, (float[])[1, 0, 1, 0], nothing));
            Assert.Equal(0, MeasuredData.Measure(metric, several, (float[])[1, 0, 1, 0], nothing));
            Assert.Equal(0, MeasuredData.Measure(metric, classes, (int[])[1, 0], nothing));
        }
    }

    [Fact]
    public void Averages_are_those_of_plain_counts()
    {
        for (int run = 0; run < TestLevel.Count(quick: 200, full: 2000); run++)
        {
            Philox random = new(run, "averages");
            int classes = 2 + random.NextInt32(4), samples = 1 + random.NextInt32(30);
            bool areLabels = random.NextInt32(2) == 0;
            // A class, or none, for each sample; or answers of their own for each class.
            bool[][] right = new bool[samples][], guessed = new bool[samples][];
            float[] scores = new float[samples * classes];
            for (int i = 0; i < scores.Length; i++) scores[i] = random.NextInt32(7) - 3;
            int[] labels = new int[samples];
            for (int i = 0; i < samples; i++)
            {
                float[] own = scores[(i * classes)..((i + 1) * classes)];
                // The last class is rare.
                int label = labels[i] = random.NextInt32(Math.Max(1, classes - random.NextInt32(2)));
                right[i] = [.. Enumerable.Range(0, classes).Select(c => areLabels ? ((label + 3) >> c) % 2 == 1 : c == label)];
                guessed[i] = [.. Enumerable.Range(0, classes).Select(c => areLabels ? own[c] > 0 : c == Array.IndexOf(own, own.Max()))];
            }

            NetworkInfo answersInfo = MeasuredData.One<float>([classes], [classes], PredictionKind.Binary, classes);
            NetworkInfo classesInfo = MeasuredData.One<int>([classes], [], PredictionKind.Classes, classes);
            float[] answers = [.. right.SelectMany(row => row.Select(x => x ? 1f : 0))];
            double Value(Metric metric, ref Philox split)
            {
                int[] batches = MeasuredData.Split(ref split, samples);
                return areLabels
                    ? MeasuredData.Measure(metric, answersInfo, answers, scores, batches)
                    : MeasuredData.Measure(metric, classesInfo, labels, scores, batches);
            }

            double Plain(Averaging average, Func<int, int, int, double> value) => Expected(right, guessed, average, areLabels, value);
            foreach (Averaging average in Averages)
            {
                Close(Plain(average, (both, given, _) => Divide(both, given)), Value(Metric.Precision(average), ref random), run);
                Close(Plain(average, (both, _, wanted) => Divide(both, wanted)), Value(Metric.Recall(average), ref random), run);
                Close(Plain(average, (both, given, wanted) => Divide(2 * both, given + wanted)), Value(Metric.F1(average), ref random), run);
            }

            int one = random.NextInt32(classes);
            Close(Divide(Count(right, guessed, one).Both, Count(right, guessed, one).Wanted), Value(Metric.Recall(one), ref random), run);
            if (areLabels || classes == 2) Close(AreaOfPairs(right, scores, classes, areLabels), Value(Metric.AUC, ref random), run);
        }
    }

    /// <summary>More classes than two: each against all others by its probability.</summary>
    [Fact]
    public void The_area_of_classes_is_the_mean_of_each_against_the_others()
    {
        for (int run = 0; run < TestLevel.Count(quick: 50, full: 500); run++)
        {
            Philox random = new(run, "areas");
            int classes = 3 + random.NextInt32(3), samples = (4 * classes) + random.NextInt32(20);
            int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % classes)];
            float[] scores = new float[samples * classes];
            for (int i = 0; i < scores.Length; i++) scores[i] = random.NextNormal();
            double expected = Enumerable.Range(0, classes).Average(c =>
            {
                double Probability(int i) => Math.Exp(scores[(i * classes) + c]) / Enumerable.Range(0, classes).Sum(k => Math.Exp(scores[(i * classes) + k]));
                return Area([.. labels.Select(label => label == c)], [.. Enumerable.Range(0, samples).Select(Probability)]);
            });
            NetworkInfo info = MeasuredData.One<int>([classes], [], PredictionKind.Classes, classes);
            Close(expected, MeasuredData.Measure(Metric.AUC, info, labels, scores, MeasuredData.Split(ref random, samples)), run);
        }
    }

    /// <summary>A pass over data of the same size finds its memory there; the first doubled it a few times.</summary>
    [Fact]
    public void Adding_allocates_nothing_after_the_first_pass()
    {
        NetworkInfo answers = MeasuredData.One<float>([4], [4], PredictionKind.Binary, classes: 4);
        NetworkInfo classes = MeasuredData.One<int>([4], [], PredictionKind.Classes, classes: 4);
        NetworkInfo numbers = MeasuredData.One<float>([4], [4], PredictionKind.Numbers);
        Metric[] both = [Metric.Accuracy, Metric.Precision(), Metric.F1(2), Metric.AUC];
        (Metric, NetworkInfo)[] all =
        [
            .. both.Select(metric => (metric, answers)), .. both.Select(metric => (metric, classes)),
            (Metric.TopK(2), classes), (Metric.MeanAbsoluteError, numbers), (Metric.RootMeanSquaredError, numbers), (Metric.R2, numbers),
        ];
        foreach ((Metric metric, NetworkInfo info) in all)
        {
            Batch samples = new([.. info.Inputs, .. info.Targets], 16), outputs = new(info.Outputs, 16);
            MetricAccumulator accumulator = metric.Accumulate(info);
            void Pass()
            {
                accumulator.Reset();
                for (int i = 0; i < 20; i++) accumulator.Add(samples, outputs);
            }

            Pass();
            Pass();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Pass();
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, metric.Name);
        }
    }

    private static (int Both, int Given, int Wanted) Count(bool[][] right, bool[][] guessed, int c) =>
        (right.Zip(guessed).Count(pair => pair.First[c] && pair.Second[c]), guessed.Count(row => row[c]), right.Count(row => row[c]));

    private static double Expected(bool[][] right, bool[][] guessed, Averaging average, bool areLabels, Func<int, int, int, double> value)
    {
        (int Both, int Given, int Wanted)[] counts = [.. Enumerable.Range(0, right[0].Length).Select(c => Count(right, guessed, c))];
        return average switch
        {
            Averaging.Micro => value(counts.Sum(c => c.Both), counts.Sum(c => c.Given), counts.Sum(c => c.Wanted)),
            Averaging.Weighted => Divide(counts.Sum(c => c.Wanted * value(c.Both, c.Given, c.Wanted)), counts.Sum(c => c.Wanted)),
            _ => counts.Where(c => areLabels || c.Given > 0 || c.Wanted > 0).Average(c => value(c.Both, c.Given, c.Wanted)),
        };
    }

    private static double AreaOfPairs(bool[][] right, float[] scores, int classes, bool areLabels) => areLabels
        ? Enumerable.Range(0, classes).Average(c => Area([.. right.Select(row => row[c])], [.. right.Select((_, i) => (double)scores[(i * classes) + c])]))
        : Area([.. right.Select(row => row[1])], [.. right.Select((_, i) => (double)scores[(2 * i) + 1] - scores[2 * i])]);

    /// <summary>All pairs of a yes and a no; equal scores count half.</summary>
    private static double Area(bool[] right, double[] scores)
    {
        double sum = 0, pairs = 0;
        for (int yes = 0; yes < right.Length; yes++)
            for (int no = 0; no < right.Length; no++)
            {
                if (!right[yes] || right[no]) continue;
                pairs++;
                sum += scores[yes] > scores[no] ? 1 : scores[yes] == scores[no] ? 0.5 : 0;
            }

        return sum / pairs;
    }

    private static double Divide(double part, double whole) => whole == 0 ? 0 : part / whole;

    private static void Close(double expected, double actual, int seed) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) < 1e-12, $"seed {seed}: {actual} instead of {expected}");
}
