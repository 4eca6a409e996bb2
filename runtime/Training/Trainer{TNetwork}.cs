using System.Diagnostics;
using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// The training loop: epochs in shuffled batches, evaluation, early stopping, the best weights and resumable checkpoints. A run is one sequence of
/// steps, wherever it is interrupted: calling <see cref="Fit"/> or <see cref="Epochs"/> again, or loading a checkpoint into a new trainer, continues with the
/// next step and gives the same bits as a run that was not stopped (on equal vector width). A step allocates no memory.
/// </summary>
/// <typeparam name="TNetwork">The network's class.</typeparam>
public sealed class Trainer<TNetwork> where TNetwork : class, ITrainable<TNetwork>
{
    private static readonly IReadOnlyDictionary<string, double> NoMetrics = new Dictionary<string, double>();

    private readonly Optimizer _optimizer;
    private readonly Evaluator<TNetwork> _evaluator;
    private readonly LossResults _results;
    private readonly LossWatch _watch;
    private readonly StepGradients<TNetwork> _gradients;
    private readonly int _batchSize;
    private bool _toldBatchNorm;
    private TrainingProgress _progress;
    private TimeSpan _elapsedBefore;
    private long _resumedAt;

    /// <summary>Creates a trainer.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="optimizer">The rule that changes the weights.</param>
    /// <param name="options">What the trainer does besides the plain loop.</param>
    /// <exception cref="ArgumentException">An option is outside its range, or a metric or a group of parameters does not fit the network.</exception>
    public Trainer(TNetwork network, Optimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        Options = options ?? new TrainerOptions();
        Options.Validate(network.MaxBatch);
        Network = network;
        _optimizer = optimizer;
        optimizer.SettingsFor(network.Core.Info);
        if (Options.AverageDecay is double decay) Average = new WeightAverage(network, decay);
        _batchSize = Options.BatchSize ?? network.MaxBatch;
        _results = new LossResults(network.Core);
        _watch = new LossWatch(TNetwork.Info, Warn, Options.AllowNonFiniteData);
        _gradients = new StepGradients<TNetwork>(network, optimizer, _results, _watch, Options);
        _evaluator = new Evaluator<TNetwork>(network, Options.Metrics, _batchSize, _results, _watch);
        _progress = new TrainingProgress { Seed = Options.Seed, Losses = _results.NewSums() };
    }

    /// <summary>The network.</summary>
    public TNetwork Network { get; }

    /// <summary>
    /// The average of the weights if <see cref="TrainerOptions.AverageDecay"/> is set. The network keeps its own weights, also at the end:
    /// <c>Average.Apply()</c> gives it the average for good.
    /// </summary>
    public WeightAverage? Average { get; }

    /// <summary>The options.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Trains until <paramref name="epochs"/> epochs are complete in total, or until <see cref="TrainerOptions.Patience"/> ends the run.</summary>
    /// <param name="train">Training data: the network's inputs, then its targets, in declaration order.</param>
    /// <param name="validation">Data to evaluate after each epoch, with the same columns.</param>
    /// <param name="epochs">Epochs of the whole run, those of earlier calls and of a loaded checkpoint included.</param>
    /// <param name="report">Called after each epoch; <c>Console.WriteLine</c> prints a line.</param>
    /// <param name="cancellationToken">Stops before the next step; the run can be continued or saved from there.</param>
    /// <returns>Every epoch of the run so far, those of earlier calls and of a loaded checkpoint included.</returns>
    /// <exception cref="ArgumentException">The data does not fit the network, or leaves BatchNorm a batch of one value.</exception>
    /// <exception cref="InvalidDataException">The data holds NaN or an infinity, and <see cref="TrainerOptions.AllowNonFiniteData"/> is not set.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<Epoch> Fit(
        IDataset train, IDataset? validation = null, int epochs = 1, Action<Epoch>? report = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        VerifyData(train, validation);
        using BatchLoader loader = Load(train);
        BatchGroup group = Group(loader);
        while (HasNext(epochs))
        {
            Epoch epoch = RunEpoch(loader, group, validation, cancellationToken);
            report?.Invoke(epoch);
        }

        return [.. _progress.History];
    }

    /// <summary>Like <see cref="Fit"/>, but each epoch runs when it is enumerated: leave the loop when you have seen enough.</summary>
    /// <param name="train">Training data: the network's inputs, then its targets, in declaration order.</param>
    /// <param name="validation">Data to evaluate after each epoch, with the same columns.</param>
    /// <param name="epochs">Epochs of the whole run; endless by default.</param>
    /// <returns>The epochs that this call runs.</returns>
    /// <exception cref="ArgumentException">The data does not fit the network, or leaves BatchNorm a batch of one value.</exception>
    public IEnumerable<Epoch> Epochs(IDataset train, IDataset? validation = null, int epochs = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        VerifyData(train, validation);
        return Enumerate();

        IEnumerable<Epoch> Enumerate()
        {
            using BatchLoader loader = Load(train);
            BatchGroup group = Group(loader);
            while (HasNext(epochs)) yield return RunEpoch(loader, group, validation, CancellationToken.None);
        }
    }

    /// <summary>The mean loss and the metrics over a dataset, in inference mode; of the average if there is one. Changes nothing.</summary>
    /// <param name="data">Columns as for <see cref="Fit"/>.</param>
    /// <param name="cancellationToken">Stops before the next batch.</param>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    /// <exception cref="InvalidDataException">The data holds NaN or an infinity, and <see cref="TrainerOptions.AllowNonFiniteData"/> is not set.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Evaluation Evaluate(IDataset data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ColumnCheck.Verify(TNetwork.Info, data, nameof(data));
        using WeightAverage.Swap averaged = SwapInAverage();
        Evaluation evaluation = _evaluator.Run(data, cancellationToken);
        if (!evaluation.Counts) _watch.NothingCounts("evaluated");
        return evaluation;
    }

    /// <summary>
    /// Saves everything the next step depends on: weights, running statistics, the optimizer's memory and the progress of the run. The file is
    /// written beside its destination and then moved, so an interrupted save leaves the old one whole.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Checkpoint.Save(path, Network.Core, _optimizer, Average, _progress, _batchSize, Options);
    }

    /// <summary>Continues a saved run. The network and the optimizer must be of the kinds that were saved; nothing changes when they are not.</summary>
    /// <param name="path">A file written by <see cref="SaveCheckpoint"/>.</param>
    /// <exception cref="WeightsException">The file is malformed or belongs to another network, optimizer, seed or batch size.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void LoadCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _progress = Checkpoint.Load(path, Network.Core, _optimizer, Average, _batchSize, Options);
    }

    private TimeSpan ElapsedNow => _elapsedBefore + Stopwatch.GetElapsedTime(_resumedAt);

    private BatchLoader Load(IDataset train) => new(train, _batchSize, _progress.Seed, shuffle: true, Options.DropLast);

    private BatchGroup Group(BatchLoader loader) => new(loader, Network.Core, Options.AccumulateSteps, repeats: _gradients.Repeats);

    // Before the first step there is no average, and who swapped it in wants it to stay.
    private WeightAverage.Swap SwapInAverage() => Average is { Count: > 0, IsSwappedIn: false } ? Average.SwapIn() : default;

    private void Warn(string message) => (Options.Warn ?? Console.Error.WriteLine)(message);

    private bool HasNext(int epochs) => _progress.History.Count < epochs && !(_progress.EpochsWithoutImprovement >= Options.Patience);

    private void VerifyData(IDataset train, IDataset? validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ColumnCheck.Verify(TNetwork.Info, train, nameof(train));
        if (validation is not null) ColumnCheck.Verify(TNetwork.Info, validation, nameof(validation));
        if (_progress.Rows != 0 && _progress.Rows != train.Count)
            throw new ArgumentException(
                $"The run stopped within an epoch of {_progress.Rows} rows, but the training data has {train.Count}. Continue with the same data.",
                nameof(train));
        VerifyBatches(train);
        VerifySchedule();
        Average?.RequireOut();
    }

    private void VerifySchedule()
    {
        foreach (PlateauSchedule plateau in _optimizer.Rate.Plateaus)
        {
            if (plateau.Metric is not string name || Options.Metrics.Any(metric => metric.Name == name)) continue;
            string known = Options.Metrics.Count == 0 ? "which has none" : $"which has {string.Join(", ", Options.Metrics.Select(metric => metric.Name))}";
            throw new InvalidOperationException($"The schedule watches the metric '{name}', but it is not among the trainer's Metrics, {known}.");
        }
    }

    private void VerifyBatches(IDataset train)
    {
        if (Options.DropLast && train.Count < _batchSize)
            throw new ArgumentException(
                $"DropLast leaves nothing of {train.Count} rows in batches of {_batchSize}; choose a BatchSize of at most {train.Count}.", nameof(train));
        BatchNormCheck.Verify(TNetwork.Info, train.Count, _batchSize, Options.DropLast, nameof(train));
        if (_toldBatchNorm || BatchNormCheck.Advice(TNetwork.Info, train.Count, _batchSize) is not { } advice) return;
        _toldBatchNorm = true;
        Warn(advice);
    }

    private Epoch RunEpoch(BatchLoader loader, BatchGroup group, IDataset? validation, CancellationToken cancellationToken)
    {
        TrainingProgress progress = _progress;
        progress.Rows = loader.Data.Count;
        _elapsedBefore = progress.Elapsed;
        _resumedAt = Stopwatch.GetTimestamp();
        loader.Start(progress.History.Count, progress.Batches);
        while (progress.Batches < loader.BatchesPerEpoch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(loader, group);
        }

        // An evaluation that is interrupted begins again: it changes nothing, so it is not part of the progress.
        using WeightAverage.Swap averaged = SwapInAverage();
        bool evaluates = validation is not null || Options.Metrics.Count > 0;
        Evaluation? evaluation = evaluates ? _evaluator.Run(validation ?? loader.Data, cancellationToken) : null;
        double? loss = _results.Mean(progress.Losses);
        double? validationLoss = validation is not null && evaluation is { Counts: true } ? evaluation.Loss : null;
        Epoch epoch = new(
            progress.EpochNumber,
            loss ?? 0,
            validationLoss,
            evaluation?.Metrics ?? NoMetrics,
            ElapsedNow,
            progress.Samples / progress.Elapsed.TotalSeconds)
        {
            LossTerms = _results.Terms(progress.Losses),
            ValidationLossTerms = validation is null ? NoMetrics : evaluation!.LossTerms,
        };

        // This comes before the epoch is closed, so that a run can try again if the file cannot be written.
        double? monitored = validation is null ? loss : validationLoss;
        if (monitored is null) _watch.NothingCounts(validation is null ? "training" : "validation");
        if (Options.BestPath is string best && progress.IsImprovement(monitored)) Network.Save(best);
        progress.Complete(epoch, monitored);
        Report(epoch, monitored);
        return epoch;
    }

    private void Report(Epoch epoch, double? monitored)
    {
        foreach (PlateauSchedule plateau in _optimizer.Rate.PlateausAt(Math.Max(0, _optimizer.StepCount - 1)))
        {
            double? value = plateau.Metric is string name ? epoch.Metrics[name] : monitored;
            if (value is double reported) plateau.Report(reported);
        }
    }

    /// <summary>One step of the optimizer. The progress changes only when it is complete, so a step that fails is repeated from its first batch.</summary>
    private void Step(BatchLoader loader, BatchGroup group)
    {
        TrainingProgress progress = _progress;
        int batches = Math.Min(Options.AccumulateSteps, loader.BatchesPerEpoch - progress.Batches);
        int samples = (int)Math.Min((long)batches * _batchSize, progress.Rows - progress.Samples);
        bool isFirst = _optimizer.StepCount == 0;
        _gradients.Compute(loader, group, progress.Batches, batches, samples);
        double? mean = _results.Mean(_gradients.Sums);
        double norm = _gradients.Clip();
        double rate = _optimizer.Rate.At(_optimizer.StepCount);
        // If nothing counts, there is nothing to learn: momentum and weight decay alone would move the weights.
        if (mean is not null)
        {
            _optimizer.Step(Network);
            Average?.Update();
        }

        progress.Batches += batches;
        progress.Samples += samples;
        progress.Losses.Add(_gradients.Sums);
        progress.Elapsed = ElapsedNow;
        if (mean is not { } loss) return;

        if (isFirst) _watch.First(loss);
        _watch.Later(loss, _optimizer.StepCount);
        Options.OnStep?.Invoke(new TrainingStep(_optimizer.StepCount, progress.EpochNumber, loss, rate, norm));
    }
}
