using Kiln.Data;
using Kiln.Training;

namespace Kiln.Networks.Tests;

/// <summary>Metrics of compiled networks: they read outputs as the loss does.</summary>
public sealed class MetricTests
{
    /// <summary>Scores 5 0 0, 0 0 5, 0 0 5 and labels 0 2 2: the loss sees three right answers, and so does the metric.</summary>
    [Fact]
    public void Positions_of_classes_are_no_classes_of_positions()
    {
        Positions network = new(maxBatch: 1);
        network.Parameter("dense1.weight").CopyFrom([1, 0, 0, 0, 1, 0, 0, 0, 1]);
        IDataset data = Dataset.Of(1, (float[])[5, 0, 0, 0, 0, 5, 0, 0, 5], (int[])[0, 2, 2]);
        Evaluation evaluation = Evaluate(network, data, Metric.Accuracy, Metric.TopK(2), Metric.Recall(positive: 2));
        Assert.Equal(0.0134, evaluation.Loss, 4);
        Assert.Equal(1, evaluation.Metrics["accuracy"]);
        Assert.Equal(1, evaluation.Metrics["top2Accuracy"]);
        Assert.Equal(1, evaluation.Metrics["class2Recall"]);
    }

    /// <summary>Each class in turn has by far the highest score everywhere, and what the loss ignores has no class.</summary>
    [Fact]
    public void Maps_have_their_classes_first_and_ignore_what_the_loss_ignores()
    {
        Random random = new(3);
        foreach (int labelOfAll in (int[])[0, 1, 2])
        {
            Segmentation network = new(maxBatch: 4, seed: labelOfAll);
            network.Parameter("conv2d1.weight").CopyFrom([.. Enumerable.Range(0, 6).Select(i => i / 2 == labelOfAll ? 20f : 0f)]);
            int[] labels = [.. Enumerable.Range(0, 7 * 12).Select(i => i % 5 == 0 ? 255 : labelOfAll)];
            float[] maps = [.. Enumerable.Range(0, 7 * 24).Select(_ => 0.1f + random.NextSingle())];
            Evaluation evaluation = Evaluate(network, Dataset.Of(7, maps, labels), Metric.Accuracy, Metric.F1());
            Assert.True(evaluation.Loss < 0.1, evaluation.ToString());
            Assert.Equal(1, evaluation.Metrics["accuracy"]);
            Assert.Equal(1, evaluation.Metrics["f1"]);
        }
    }

    [Fact]
    public void A_metric_that_does_not_fit_is_refused_when_the_trainer_is_made()
    {
        foreach (Metric metric in (Metric[])[Metric.Accuracy, Metric.TopK(1), Metric.F1(), Metric.AUC])
            Assert.Contains("as numbers", Refusal(new Price(), metric), StringComparison.Ordinal);
        Assert.Contains("has 3 classes", Refusal(new ThreeClasses(), Metric.TopK(9)), StringComparison.Ordinal);
        Assert.Contains("needs scores of classes", Refusal(new Tags(), Metric.TopK(2)), StringComparison.Ordinal);
        Assert.Contains("3 yes-or-no answers", Refusal(new Tags(), Metric.R2), StringComparison.Ordinal);
        // What a contrastive loss makes of its distance is its own affair.
        Assert.Contains("does not say", Refusal(new Twins(), Metric.Accuracy), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_labels_are_counted_one_by_one()
    {
        Tags network = new(maxBatch: 2);
        network.Parameter("dense1.weight").CopyFrom([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
        IDataset data = Dataset.Of(2, (float[])[1, -1, 1, 0, -1, -1, 1, 0], (float[])[1, 0, 0, 0, 1, 1]);
        Evaluation evaluation = Evaluate(network, data, Metric.Accuracy, Metric.Precision(positive: 2));
        Assert.Equal(4 / 6.0, evaluation.Metrics["accuracy"]);
        Assert.Equal(0.5, evaluation.Metrics["class2Precision"]);
    }

    [Fact]
    public void Heads_are_measured_against_the_targets_that_the_loss_compares_them_with()
    {
        Heads network = new(maxBatch: 8, seed: 2);
        Random random = new(1);
        float[] x = [.. Enumerable.Range(0, 30 * 4).Select(_ => random.NextSingle() - 0.5f)];
        float[] years = [.. Enumerable.Range(0, 30).Select(_ => random.NextSingle())];
        int[] feelings = [.. Enumerable.Range(0, 30).Select(_ => random.Next(3))], labels = [.. Enumerable.Range(0, 30).Select(_ => random.Next(2))];
        Metric mood = Metric.Accuracy with { Name = "moodAccuracy", Prediction = Heads.Info.Predictions.Single(told => told.Output == "mood") };
        Evaluation evaluation = Evaluate(network, Dataset.Of(30, x, years, feelings, labels), Metric.Accuracy, mood, Metric.MeanAbsoluteError);

        int genders = 0, moods = 0;
        double error = 0;
        float[] gender = new float[2], age = new float[1], moodScores = new float[3];
        for (int i = 0; i < 30; i++)
        {
            network.Forward(x.AsSpan(i * 4, 4), gender, age, moodScores);
            if (Array.IndexOf(gender, gender.Max()) == labels[i]) genders++;
            if (Array.IndexOf(moodScores, moodScores.Max()) == feelings[i]) moods++;
            error += Math.Abs(age[0] - years[i]) / 30.0;
        }

        Assert.Equal(genders / 30.0, evaluation.Metrics["accuracy"]);
        Assert.Equal(moods / 30.0, evaluation.Metrics["moodAccuracy"]);
        Assert.Equal(error, evaluation.Metrics["meanAbsoluteError"], 1e-6);
    }

    private static string Refusal<T>(T network, Metric metric) where T : class, ITrainable<T> =>
        Assert.Throws<ArgumentException>(() => Trainer.For(network, new SGD(0.1), new() { Metrics = [metric] })).Message;

    private static Evaluation Evaluate<T>(T network, IDataset data, params Metric[] metrics) where T : class, ITrainable<T> =>
        Trainer.For(network, new SGD(0.1), new() { Metrics = metrics }).Evaluate(data);
}
