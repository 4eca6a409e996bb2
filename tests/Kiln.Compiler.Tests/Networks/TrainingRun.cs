using Kiln.Data;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>The training of a compiled network without its static type.</summary>
internal interface ITrainingRun
{
    IReadOnlyList<Epoch> Fit(IDataset data, Optimizer optimizer, TrainerOptions options, int epochs = 1, IDataset? validation = null);

    Kiln.Training.Evaluation Evaluate(IDataset data, TrainerOptions options);

    /// <summary>Trains, saves a checkpoint after a step, and gives the epochs of a second trainer that goes on from there.</summary>
    IReadOnlyList<Epoch> Resume(INetwork second, IDataset data, Func<Optimizer> optimizer, TrainerOptions options, int epochs, long afterStep, string path);
}

internal sealed class TrainingRun<TNetwork>(TNetwork network) : ITrainingRun
    where TNetwork : class, ITrainable<TNetwork>
{
    public IReadOnlyList<Epoch> Fit(IDataset data, Optimizer optimizer, TrainerOptions options, int epochs, IDataset? validation) =>
        Trainer.For(network, optimizer, options).Fit(data, validation, epochs);

    public Kiln.Training.Evaluation Evaluate(IDataset data, TrainerOptions options) => Trainer.For(network, new SGD(0), options).Evaluate(data);

    public IReadOnlyList<Epoch> Resume(
        INetwork second, IDataset data, Func<Optimizer> optimizer, TrainerOptions options, int epochs, long afterStep, string path)
    {
        Trainer<TNetwork>? first = null;
        first = Trainer.For(network, optimizer(), options with { OnStep = step => { if (step.Number == afterStep) first!.SaveCheckpoint(path); } });
        first.Fit(data, epochs: epochs);
        Trainer<TNetwork> other = Trainer.For((TNetwork)second, optimizer(), options);
        other.LoadCheckpoint(path);
        return other.Fit(data, epochs: epochs);
    }
}

internal static class TrainingRun
{
    public static ITrainingRun Of(INetworkProbe probe) =>
        (ITrainingRun)Activator.CreateInstance(typeof(TrainingRun<>).MakeGenericType(probe.Network.GetType()), probe.Network)!;
}
