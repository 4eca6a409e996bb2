using System.Buffers.Binary;
using System.Globalization;

namespace Kiln.Training;

/// <summary>
/// A minimization in one safetensors file: <c>network.*</c> holds the weights, and the running statistics that every pass begins with; <c>pair.i.*</c> the
/// steps and changes that the method has learned, oldest first; the metadata the progress and the key of dropout.
/// </summary>
internal static class MinimizerFile
{
    private const string MethodKey = "kiln.minimizer", NetworkKey = "network", SeedKey = "network.seed", StepKey = "network.step", CallsKey = "network.calls";
    private const string IterationsKey = "iterations", EvaluationsKey = "evaluations", MovedKey = "moved", PairsKey = "pairs";
    private const string NetworkPrefix = "network.", Remedy = "use a file exactly as it was written, or another SavePath to begin anew.";
    private const int MostPairs = 1 << 20;

    /// <summary>Writes a run, whose point the network has.</summary>
    public static void Save(string path, NetworkCore core, FrozenMoment moment, IQuasiNewton method, MinimizerProgress progress)
    {
        (double[] Step, double[] Change)[] pairs = [.. method.Learned];
        Dictionary<string, string> metadata = new()
        {
            [MethodKey] = method.Name,
            [NetworkKey] = core.Info.Name,
            [SeedKey] = Text(core.Seed),
            [StepKey] = Text(moment.Step),
            [CallsKey] = Text(moment.Calls),
            [IterationsKey] = Text(progress.Iterations),
            [EvaluationsKey] = Text(progress.Evaluations),
            [MovedKey] = Text(progress.HasMoved ? 1 : 0),
            [PairsKey] = Text(pairs.Length),
        };
        SafetensorsTensor[] tensors =
        [
            .. core.Tensors.Select(tensor => WeightFile.Entry(tensor, tensor.IsState ? tensor.In(moment.State) : core.Storage(tensor), NetworkPrefix)),
            .. pairs.SelectMany((pair, i) => new[] { Vector(StepName(i), pair.Step), Vector(ChangeName(i), pair.Change) }),
        ];
        AtomicFile.Write(path, stream => Safetensors.Write(stream, tensors, metadata));
    }

    /// <summary>Checks the whole file, and only then gives the network its weights and the method what it had learned.</summary>
    /// <exception cref="WeightsException">The file is malformed or belongs to another network or method.</exception>
    public static MinimizerProgress Load(string path, NetworkCore core, IQuasiNewton method, int length)
    {
        using FileStream stream = File.OpenRead(path);
        SafetensorsFile file = Safetensors.Read(stream, path);
        SavedMetadata metadata = new(file, path, Remedy);
        RequireSame(path, "a run of", metadata.Text(MethodKey), method.Name);
        RequireSame(path, "a run on", metadata.Text(NetworkKey), core.Info.Name);
        RequireSame(path, "a network with seed", Text(metadata.Number(SeedKey, int.MinValue, int.MaxValue)), Text(core.Seed));
        long step = metadata.Number(StepKey, 0, SavedOptimizer.MostSteps);
        int calls = (int)metadata.Number(CallsKey, 0, int.MaxValue);
        int iterations = (int)metadata.Number(IterationsKey, 0, int.MaxValue), evaluations = (int)metadata.Number(EvaluationsKey, 1, int.MaxValue);
        bool hasMoved = metadata.Number(MovedKey, 0, 1) == 1;
        int count = (int)metadata.Number(PairsKey, 0, MostPairs);
        (double[] Step, double[] Change)[] pairs =
            [.. Enumerable.Range(0, count).Select(i => (Vector(file, path, StepName(i), length), Vector(file, path, ChangeName(i), length)))];
        foreach ((double[] moved, double[] changed) in pairs)
        {
            if (!(DoubleVector.Dot(moved, changed) > 0)) throw new WeightsException($"{path}: a step and its change of the gradient make no sense; {Remedy}");
        }

        StagedWeights weights = WeightFile.Prepare(core, file, path, new LoadOptions { Prefix = NetworkPrefix });

        weights.Adopt();
        (core.StepCount, core.CallsInStep) = (step, calls);
        foreach ((double[] moved, double[] changed) in pairs) method.Learn(moved, changed);
        return new MinimizerProgress(iterations, evaluations, hasMoved);
    }

    private static string StepName(int pair) => string.Create(CultureInfo.InvariantCulture, $"pair.{pair}.step");

    private static string ChangeName(int pair) => string.Create(CultureInfo.InvariantCulture, $"pair.{pair}.change");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static SafetensorsTensor Vector(string name, double[] values)
    {
        byte[] data = new byte[checked(values.Length * sizeof(double))];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * sizeof(double)), values[i]);
        return new SafetensorsTensor(name, SafetensorsType.F64, [values.Length], data);
    }

    private static double[] Vector(SafetensorsFile file, string path, string name, int length)
    {
        if (file.Find(name) is not { } tensor || !ReferenceEquals(tensor.Type, SafetensorsType.F64) || !tensor.Shape.SequenceEqual([length]))
            throw new WeightsException(string.Create(CultureInfo.InvariantCulture, $"{path}: '{name}' is not there as F64 [{length}]; {Remedy}"));
        double[] values = new double[length];
        for (int i = 0; i < length; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(tensor.Data.Span[(i * sizeof(double))..]);
        return values;
    }

    private static void RequireSame(string path, string what, string saved, string own)
    {
        if (saved != own) throw new WeightsException($"{path}: this is {what} {FileText.Shown(saved)}, not {own}; {Remedy}");
    }
}
