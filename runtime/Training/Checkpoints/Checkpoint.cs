using System.Globalization;

namespace Kiln.Training;

/// <summary>
/// A run in one safetensors file: <c>network.*</c> holds weights and running statistics (a network loads them with the prefix
/// <c>network.</c>), <c>optimizer.*</c> the optimizer's memory, the metadata where the run stands.
/// </summary>
internal static class Checkpoint
{
    private const string Version = "1";
    private const string VersionKey = "kiln.checkpoint", ProgressKey = "progress";
    private const string StepKey = "network.step", SeedKey = "network.seed";
    private const string BatchSizeKey = "batchSize", AccumulateStepsKey = "accumulateSteps", DropLastKey = "dropLast";
    private const string NetworkPrefix = "network.", OptimizerPrefix = "optimizer.";

    public static void Save(string path, NetworkCore core, Optimizer optimizer, TrainingProgress progress, int batchSize, int accumulateSteps, bool dropLast)
    {
        SavedOptimizer memory = optimizer.Saved();
        Dictionary<string, string> metadata = new()
        {
            [VersionKey] = Version,
            [ProgressKey] = ProgressJson.Write(progress),
            [StepKey] = core.StepCount.ToString(CultureInfo.InvariantCulture),
            [SeedKey] = core.Seed.ToString(CultureInfo.InvariantCulture),
            [BatchSizeKey] = batchSize.ToString(CultureInfo.InvariantCulture),
            [AccumulateStepsKey] = accumulateSteps.ToString(CultureInfo.InvariantCulture),
        };
        if (dropLast) metadata.Add(DropLastKey, "true");
        memory.Describe(metadata);
        SafetensorsTensor[] tensors =
        [
            .. core.Tensors.Select(tensor => Entry(core, tensor)),
            .. memory.Tensors.Select(tensor => tensor with { Name = OptimizerPrefix + tensor.Name }),
        ];
        AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors, metadata));
    }

    /// <summary>Checks the whole file, and only then changes network and optimizer.</summary>
    public static TrainingProgress Load(string path, NetworkCore core, Optimizer optimizer, int batchSize, int accumulateSteps, bool dropLast)
    {
        using FileStream stream = File.OpenRead(path);
        SafetensorsFile file = Safetensors.Read(stream, path);
        string version = Text(file, path, VersionKey);
        if (version != Version) throw new WeightsException($"{path}: this is a checkpoint of version {version}; this Kiln reads version {Version}. Use the Kiln that wrote it.");

        TrainingProgress progress = ProgressJson.Read(Text(file, path, ProgressKey), path);
        // Dropout draws from the network's seed: with another one the run would go on, but not as the same run.
        RequireSame(path, "a network with seed", Number(file, path, SeedKey), core.Seed, "create the network with that seed");
        if (progress.Batches > 0)
        {
            RequireSame(path, "a batch size of", Number(file, path, BatchSizeKey), batchSize, "within an epoch it must not change");
            RequireSame(path, "an AccumulateSteps of", Number(file, path, AccumulateStepsKey), accumulateSteps, "within an epoch it must not change");
            if (file.Metadata.ContainsKey(DropLastKey) != dropLast)
                throw new WeightsException($"{path}: the run was saved {(dropLast ? "without" : "with")} DropLast; within an epoch it must not change.");
        }

        LossSums sums = new LossResults(core).NewSums();
        if (progress.Samples == 0) progress = progress with { Losses = sums };
        else if (!sums.Fits(progress.Losses))
            throw new WeightsException($"{path}: the sums of the epoch in progress are not those of {core.Info.Name}'s loss; use one saved between epochs.");

        long step = Number(file, path, StepKey);
        Action adoptMemory = optimizer.Prepare(SavedOptimizer.Read(file, path, optimizer, OptimizerPrefix), core);
        stream.Position = 0;
        core.Load(stream, new LoadOptions { Prefix = NetworkPrefix });
        adoptMemory();
        core.StepCount = step;
        return progress;
    }

    private static SafetensorsTensor Entry(NetworkCore core, StoredTensor tensor)
    {
        float[] values = new float[tensor.Length];
        tensor.ToRowMajor(core.Storage(tensor), values);
        return SafetensorsTensor.OfFloats(NetworkPrefix + tensor.Name, [.. tensor.Spec.Info.Shape.Select(size => (long)size)], values);
    }

    private static void RequireSame(string path, string what, long saved, long own, string remedy)
    {
        if (saved != own) throw new WeightsException(string.Create(CultureInfo.InvariantCulture, $"{path}: the run was saved with {what} {saved}, this trainer has {own}; {remedy}."));
    }

    private static long Number(SafetensorsFile file, string path, string key) =>
        long.TryParse(Text(file, path, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new WeightsException($"{path}: the metadata '{key}' is not a whole number.");

    private static string Text(SafetensorsFile file, string path, string key) =>
        file.Metadata.TryGetValue(key, out string? text) ? text : throw new WeightsException($"{path}: the metadata '{key}' is missing; use a file written by SaveCheckpoint.");
}
