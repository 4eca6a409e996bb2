using System.Diagnostics;
using Kiln.Training;

namespace Digits;

/// <summary>Hears how training goes, on the training thread.</summary>
internal interface ITrainingObserver
{
    void OnStep(TrainingStep step);

    void OnEpoch(Epoch epoch);

    void OnWarning(string message);
}

/// <summary>Trains: AdamW, whose rate rises to its peak and falls to nothing again in one cycle over all steps.</summary>
internal static class Training
{
    // Found by trying 1e-3 to 1e-2 on the drawn digits; the cycle makes the choice forgiving.
    private const double PeakRate = 4e-3;

    public static History Run(LeNet5 net, DigitData data, Options options, ITrainingObserver observer, CancellationToken cancellationToken)
    {
        List<double> losses = [];
        long steps = (long)StepsPerEpoch(data.Train.Count, options.Batch) * options.Epochs;
        Trainer<LeNet5> trainer = Trainer.For(net, new AdamW(Schedule.OneCycle(PeakRate, steps)), new()
        {
            BatchSize = options.Batch,
            Seed = options.Seed,
            Metrics = [Metric.Accuracy],
            OnStep = step =>
            {
                losses.Add(step.Loss);
                observer.OnStep(step);
            },
            Warn = observer.OnWarning,
        });

        Stopwatch clock = Stopwatch.StartNew();
        IReadOnlyList<Epoch> epochs = trainer.Fit(data.Train, data.Test, options.Epochs, observer.OnEpoch, cancellationToken);
        return new(losses, epochs, clock.Elapsed);
    }

    public static int StepsPerEpoch(int images, int batch) => (images + batch - 1) / batch;
}
