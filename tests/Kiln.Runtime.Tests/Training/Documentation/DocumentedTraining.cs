using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>The code of docs/optimizers.md and docs/schedules.md; <see cref="TrainingPagesTests"/> compares the pages with the regions.</summary>
public sealed class DocumentedTraining
{
    private readonly IDataset data = TinyData.Points(40);
    private readonly IDataset held = TinyData.Points(20, seed: 2);
    private readonly TinyClassifier net = new(maxBatch: 8, seed: 1) { HasDropout = false };

    [Fact]
    public void Trainer_with_an_optimizer()
    {
        #region trainer
        var trainer = Trainer.For(net, new NAdam(2e-3));
        trainer.Fit(data, epochs: 3, report: Console.WriteLine);
        #endregion
        Assert.Equal(3, trainer.Fit(data, epochs: 3).Count);
    }

    [Fact]
    public void Groups()
    {
        #region groups
        var optimizer = new AdamW(1e-3)
        {
            Groups =
            [
                new("dense1.*") { RateFactor = 0.1 },   // a tenth of the schedule's rate
                new("*.bias") { WeightDecay = 0 },
            ],
        };
        Trainer.For(net, optimizer).Fit(data, epochs: 2);

        optimizer.Groups = [new("dense1.*") { Frozen = true }];   // from here on
        Trainer.For(net, optimizer).Fit(data, epochs: 2);
        #endregion
        Assert.Equal(20, optimizer.StepCount);
    }

    [Fact]
    public void Clipping()
    {
        #region clipping
        var options = new TrainerOptions { ClipNorm = 1, ClipValue = 0.5 };
        Trainer.For(net, new RMSProp(), options).Fit(data, epochs: 2);
        #endregion
        Assert.Equal(1, options.ClipNorm);
    }

    [Fact]
    public void Average()
    {
        #region average
        var trainer = Trainer.For(net, new SGD(0.1, momentum: 0.9), new() { AverageDecay = 0.99 });
        trainer.Fit(data, held, epochs: 5);      // the validation loss is the average's
        using (trainer.Average!.SwapIn())
        {
            // here the network predicts and saves with the average
        }

        trainer.Average.Apply();                 // and from here on for good
        #endregion
        Assert.Equal(25, trainer.Average.Count);
    }

    [Fact]
    public void Sharpness()
    {
        #region sharpness
        Trainer.For(net, new SGD(0.1, momentum: 0.9), new() { SharpnessRadius = 0.05 }).Fit(data, epochs: 2);
        #endregion
        Assert.True(net.Core.StepCount == 10);
    }

    [Fact]
    public void Loop()
    {
        #region loop
        var optimizer = new Lion(1e-4, weightDecay: 0.1);
        var sam = new SAM(net, radius: 0.05);
        var average = new WeightAverage(net, decay: 0.99);
        foreach (Batch batch in data.Batches(size: 8, shuffleSeed: 1))
        {
            net.ForwardBackward(batch);
            sam.Climb();                  // the weights are w + radius g / |g| now
            net.ForwardBackward(batch);
            sam.Return();                 // and w again
            net.ClipGradients(maxNorm: 1);
            optimizer.Step(net);
            average.Update();
        }
        #endregion
        Assert.Equal(5, average.Count);
    }

    [Fact]
    public void Full_batch()
    {
        #region full-batch
        MinimizeResult result = LBFGS.Minimize(net, data, new() { MaxIterations = 200, GradientTolerance = 1e-5 });
        Console.WriteLine(result);   // loss 0.4132 after 23 iterations (27 passes), largest derivative 8.1e-6: Gradient
        #endregion
        Assert.InRange(result.Loss, 0, 0.2);
    }

    [Fact]
    public void Schedules()
    {
        #region schedules
        Schedule rate = Schedule.Cosine(peak: 3e-3, steps: 900).WithWarmup(100);
        Trainer.For(net, new AdamW(rate)).Fit(data, epochs: 2);
        #endregion
        Assert.Equal(3e-3, rate.At(100));
    }

    [Fact]
    public void Plateau()
    {
        #region plateau
        var plateau = Schedule.Plateau(initial: 0.1, factor: 0.3, patience: 3, metric: "accuracy", maximize: true);
        Trainer.For(net, new SGD(plateau), new() { Metrics = [Metric.Accuracy] }).Fit(data, held, epochs: 5);
        Console.WriteLine(plateau.Rate);
        #endregion
        Assert.InRange(plateau.Rate, 0.03, 0.1);
    }
}
