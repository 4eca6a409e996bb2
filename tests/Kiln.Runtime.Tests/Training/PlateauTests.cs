using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>A plateau learns from what it is told: by hand, by a trainer, and in a run that goes on from a file.</summary>
public sealed class PlateauTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("plain"), InlineData("cooldown"), InlineData("threshold"), InlineData("maximum")]
    public void Rates_are_those_of_PyTorch(string name)
    {
        PlateauSchedule schedule = name switch
        {
            "plain" => Schedule.Plateau(0.5, patience: 2),
            "cooldown" => Schedule.Plateau(0.5, factor: 0.5, patience: 1, cooldown: 3, floor: 0.1),
            "threshold" => Schedule.Plateau(0.5, factor: 0.5, patience: 3, threshold: 0.15),
            _ => Schedule.Plateau(0.5, factor: 0.7, patience: 4, maximize: true),
        };
        List<double> rates = [];
        foreach (double loss in OptimizerGolden.Losses)
        {
            schedule.Report(loss);
            rates.Add(schedule.Rate);
            Assert.Equal(schedule.Rate, schedule.At(123));
        }

        // PyTorch leaves a rate as it is that would change by less than 1e-8.
        Assert.Equal(OptimizerGolden.Plateau(name).Select(rate => Math.Round(rate, 15)), rates.Select(rate => Math.Round(rate, 15)));
    }

    [Fact]
    public void What_is_no_number_is_no_improvement()
    {
        PlateauSchedule schedule = Schedule.Plateau(1, factor: 0.5, patience: 0);
        schedule.Report(double.NaN);
        Assert.Equal(0.5, schedule.Rate);
        schedule.Report(3);
        Assert.Equal(0.5, schedule.Rate);
    }

    [Fact]
    public void A_trainer_reports_the_loss_that_patience_looks_at()
    {
        // With a rate of next to nothing no epoch is better than the first by a tenth.
        SGD optimizer = new(Schedule.Plateau(1e-9, factor: 0.5, patience: 1, threshold: 0.1));
        Trainer.For(new TinyClassifier(maxBatch: 8) { HasDropout = false }, optimizer).Fit(TinyData.Points(16), TinyData.Points(8, seed: 2), epochs: 5);
        Assert.Equal(1e-9 / 4, optimizer.Rate.At(0));
    }

    [Fact]
    public void A_trainer_reports_a_metric_by_name()
    {
        // An accuracy that never rises: without maximize it would be one that always improves or stays.
        SGD optimizer = new(Schedule.Plateau(1e-9, factor: 0.5, patience: 0, metric: "accuracy", maximize: true));
        Trainer<TinyClassifier> trainer = Trainer.For(new TinyClassifier(maxBatch: 8) { HasDropout = false }, optimizer, new() { Metrics = [Metric.Accuracy] });
        trainer.Fit(TinyData.Points(16), epochs: 4);
        Assert.Equal(1e-9 / 8, optimizer.Rate.At(0));
    }

    [Fact]
    public void A_metric_that_nobody_measures_is_named_before_training()
    {
        Trainer<TinyClassifier> trainer = Trainer.For(
            new TinyClassifier(), new SGD(Schedule.Plateau(0.1, metric: "f1").WithWarmup(3)), new() { Metrics = [Metric.Accuracy] });
        string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(TinyData.Points(8))).Message;
        Assert.Contains("'f1'", message, StringComparison.Ordinal);
        Assert.Contains("accuracy", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_part_of_a_sequence_that_gives_the_rate_is_told()
    {
        PlateauSchedule first = Schedule.Plateau(1e-9, factor: 0.5, patience: 0), second = Schedule.Plateau(1e-9, factor: 0.5, patience: 0);
        // Two steps in an epoch: the first plateau has epochs 2 and 3 (1 is its warm-up), the second has 4 and 5.
        SGD optimizer = new(first.WithWarmup(2).Then(second, at: 6));
        Trainer.For(new TinyClassifier(maxBatch: 8) { HasDropout = false }, optimizer).Fit(TinyData.Points(16), epochs: 5);
        Assert.Equal((1e-9 / 2, 1e-9 / 2), (first.Rate, second.Rate));
    }

    [Fact]
    public void A_run_from_a_checkpoint_has_the_rates_of_the_run_that_was_not_stopped()
    {
        string path = _folder.File("run.safetensors");
        (Trainer<TinyClassifier> whole, List<double> rates) = Run();
        whole.Fit(TinyData.Points(22), epochs: 12);
        Assert.True(rates.Distinct().Count() >= 3);
        for (int stop = 1; stop < 12; stop++)
        {
            (Trainer<TinyClassifier> first, List<double> before) = Run();
            first.Fit(TinyData.Points(22), epochs: stop);
            first.SaveCheckpoint(path);
            (Trainer<TinyClassifier> second, List<double> after) = Run();
            second.LoadCheckpoint(path);
            second.Fit(TinyData.Points(22), epochs: 12);
            Assert.Equal(rates, [.. before, .. after]);
            Assert.Equal(whole.Network.Parameters.ToArray(), second.Network.Parameters.ToArray());
        }

        static (Trainer<TinyClassifier> Trainer, List<double> Rates) Run()
        {
            List<double> rates = [];
            SGD optimizer = new(Schedule.Plateau(0.4, factor: 0.3, patience: 0, threshold: 0.05, cooldown: 1).WithWarmup(3), momentum: 0.5);
            TrainerOptions options = new() { OnStep = step => rates.Add(step.Rate) };
            return (Kiln.Training.Trainer.For(new TinyClassifier(maxBatch: 4, seed: 5), optimizer, options), rates);
        }
    }

    [Theory]
    [InlineData("0.25 1.5 2", "cannot be read")]
    [InlineData("0.25 1.5 -2 0", "cannot be read")]
    [InlineData("0.75 1.5 2 0", "outside its rates")]
    [InlineData("NaN 1.5 2 0", "outside its rates")]
    [InlineData("0.25 NaN 2 0", "outside its rates")]
    [InlineData("0.25 1.5 2 0; 0.25 1.5 2 0", "2 plateaus and has 1 here")]
    public void A_state_that_somebody_edited_is_refused(string text, string named)
    {
        PlateauSchedule schedule = Schedule.Plateau(0.5);
        PlateauState before = schedule.State;
        string message = Assert.Throws<WeightsException>(() => SavedSchedule.Prepare(schedule, text, "run")).Message;
        Assert.StartsWith("run: ", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Equal(before, schedule.State);
    }

    [Fact]
    public void A_state_is_taken_up_bit_for_bit()
    {
        PlateauSchedule saved = Schedule.Plateau(0.1, factor: 0.3, patience: 0), loaded = Schedule.Plateau(0.1);
        saved.Report(1.0 / 3);
        saved.Report(0.5);
        SavedSchedule.Prepare(loaded, SavedSchedule.Text(saved), "run")();
        Assert.Equal(saved.State, loaded.State);
        Assert.Equal("", SavedSchedule.Text(0.1));
    }
}
