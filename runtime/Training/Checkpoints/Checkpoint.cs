using System.Globalization;

namespace Kiln.Training;

/// <summary>
/// A run in one safetensors file: <c>network.*</c> holds weights and running statistics (a network loads them with the prefix
/// <c>network.</c>), <c>optimizer.*</c> the optimizer's memory, <c>average.*</c> the average of the weights if there is one, the metadata the progress of
/// the run.
/// </summary>
internal static class Checkpoint
{
    private const string Version = "1";
    private const string VersionKey = "kiln.checkpoint", NetworkKey = "network", ProgressKey = "progress";
    private const string StepKey = "network.step", SeedKey = "network.seed";
    private const string BatchSizeKey = "batchSize", AccumulateStepsKey = "accumulateSteps", DropLastKey = "dropLast";

    private const string Remedy = "use a file exactly as SaveCheckpoint wrote it.";
    private const string NetworkPrefix = "network.", OptimizerPrefix = "optimizer.", AveragePrefix = "average.";

    public static void Save(
        string path, NetworkCore core, Optimizer optimizer, WeightAverage? average, TrainingProgress progress, int batchSize, TrainerOptions options)
    {
        SavedOptimizer memory = optimizer.Saved();
        Dictionary<string, string> metadata = new()
        {
            [VersionKey] = Version,
            [NetworkKey] = core.Info.Name,
            [ProgressKey] = ProgressJson.Write(progress),
            [StepKey] = core.StepCount.ToString(CultureInfo.InvariantCulture),
            [SeedKey] = core.Seed.ToString(CultureInfo.InvariantCulture),
            [BatchSizeKey] = batchSize.ToString(CultureInfo.InvariantCulture),
            [AccumulateStepsKey] = options.AccumulateSteps.ToString(CultureInfo.InvariantCulture),
        };
        if (options.DropLast) metadata.Add(DropLastKey, "true");
        memory.Describe(metadata);
        SafetensorsTensor[] tensors =
        [
            .. core.Tensors.Select(tensor => WeightFile.Entry(tensor, core.Storage(tensor), NetworkPrefix)),
            .. memory.Tensors.Select(tensor => tensor with { Name = OptimizerPrefix + tensor.Name }),
            .. average is { Count: > 0 } ? average.Saved(AveragePrefix, metadata) : [],
        ];
        AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors, metadata));
    }

    /// <summary>Checks the whole file, and only then changes network, optimizer and average. An average that the file does not have begins anew.</summary>
    public static TrainingProgress Load(
        string path, NetworkCore core, Optimizer optimizer, WeightAverage? average, int batchSize, TrainerOptions options)
    {
        using FileStream stream = File.OpenRead(path);
        SafetensorsFile file = Safetensors.Read(stream, path);
        SavedMetadata metadata = new(file, path, Remedy);
        string version = metadata.Text(VersionKey);
        if (version != Version)
        {
            string other = FileText.Shown(version);
            throw new WeightsException($"{path}: this is a checkpoint of version {other}; this Kiln reads version {Version}. Use the Kiln that wrote it.");
        }

        // This comes first: the seeds and steps of another network's run do not matter. Files of the first Kiln do not say whose they are.
        string network = file.Metadata.GetValueOrDefault(NetworkKey, core.Info.Name);
        if (network != core.Info.Name)
        {
            string saved = FileText.Shown(network);
            throw new WeightsException($"{path}: this is a checkpoint of {saved}, and this trainer trains {core.Info.Name}; " +
                $"load it into a trainer of {saved}, or only its weights with network.Load(path, new LoadOptions {{ Prefix = \"{NetworkPrefix}\" }}).");
        }

        StagedWeights weights = WeightFile.Prepare(core, file, path, new LoadOptions { Prefix = NetworkPrefix });
        TrainingProgress progress = ProgressJson.Read(metadata.Text(ProgressKey), path);
        // Dropout draws from the network's seed: with another seed the run would continue, but not as the same run.
        RequireSame(path, "a network with seed", metadata.Number(SeedKey, int.MinValue, int.MaxValue), core.Seed, "create the network with that seed");
        long savedBatchSize = metadata.Number(BatchSizeKey, 1, int.MaxValue), savedAccumulateSteps = metadata.Number(AccumulateStepsKey, 1, int.MaxValue);
        bool savedDropLast = file.Metadata.ContainsKey(DropLastKey);
        if (progress.Batches > 0)
        {
            RequireSame(path, "a batch size of", savedBatchSize, batchSize, "within an epoch it must not change");
            RequireSame(path, "an AccumulateSteps of", savedAccumulateSteps, options.AccumulateSteps, "within an epoch it must not change");
            RequireSame(path, "a DropLast of", savedDropLast, options.DropLast, "within an epoch it must not change");
        }

        RequireConsistent(path, progress, savedBatchSize, savedDropLast);
        LossSums sums = new LossResults(core).NewSums();
        if (progress.Samples == 0) progress = progress with { Losses = sums };
        else if (!sums.Fits(progress.Losses))
            throw new WeightsException(
                $"{path}: the sums of the epoch in progress are not those of {core.Info.Name}'s loss; use a checkpoint that was saved between epochs.");

        long step = metadata.Number(StepKey, 0, SavedOptimizer.MostSteps);
        SavedOptimizer memory = SavedOptimizer.Read(file, path, optimizer, OptimizerPrefix);
        Action adoptMemory = optimizer.Prepare(memory, core);
        Action? adoptAverage = average is null ? null : average.Prepare(file, path, AveragePrefix) ?? average.Clear;

        weights.Adopt();
        core.Publish();
        adoptMemory();
        adoptAverage?.Invoke();
        core.StepCount = step;
        return progress;
    }

    /// <summary>The batches, samples and rows of an epoch in progress follow from each other.</summary>
    private static void RequireConsistent(string path, TrainingProgress progress, long batchSize, bool dropLast)
    {
        long batchesPerEpoch = (progress.Rows + (dropLast ? 0 : batchSize - 1)) / batchSize;
        if (progress.Batches <= batchesPerEpoch && progress.Samples == Math.Min(progress.Batches * batchSize, progress.Rows)) return;
        string batches = string.Create(CultureInfo.InvariantCulture, $"{progress.Batches} batches of {batchSize} out of {progress.Rows} rows");
        throw new WeightsException(string.Create(
            CultureInfo.InvariantCulture, $"{path}: 'samples' is {progress.Samples}, which {batches} do not add up to; {Remedy}"));
    }

    private static void RequireSame<T>(string path, string what, T saved, T own, string remedy)
    {
        if (!EqualityComparer<T>.Default.Equals(saved, own))
            throw new WeightsException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: the run was saved with {what} {saved}, this trainer has {own}; {remedy}."));
    }
}
