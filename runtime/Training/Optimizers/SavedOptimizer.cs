using System.Globalization;

namespace Kiln.Training;

/// <summary>
/// An optimizer's state as a file holds it: block k of a parameter is the tensor <c>name.k</c> in PyTorch's shape and order, so that a file
/// does not depend on how kernels keep their weights.
/// </summary>
internal sealed record SavedOptimizer(string Kind, long StepCount, IReadOnlyList<SafetensorsTensor> Tensors, string Source)
{
    /// <summary>More steps than any run makes: at one per microsecond they would take thirty years. Counting on from here does not overflow.</summary>
    public const long MostSteps = 1L << 50;

    private const string KindKey = "optimizer", StepKey = "optimizer.step", ScheduleKey = "optimizer.schedule";

    /// <summary>What the parts of the schedule were told; empty if none learns from reports.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>The state of an optimizer that has met its network.</summary>
    public static SavedOptimizer Of(Optimizer optimizer, NetworkCore core, OptimizerState state, int statesPerParameter)
    {
        List<SafetensorsTensor> tensors = [];
        IReadOnlyList<ParameterInfo> groups = core.Info.Parameters;
        for (int i = 0; i < groups.Count; i++)
        {
            ParameterInfo group = groups[i];
            for (int block = 0; block < statesPerParameter && !group.Frozen; block++)
            {
                float[] values = new float[group.Length];
                core.Find(group.Name).ToRowMajor(state.Of(i).Slice(block * group.Length, group.Length), values);
                tensors.Add(SafetensorsTensor.OfFloats(TensorName(group, block), Shape(group), values));
            }
        }

        return Of(optimizer) with { Tensors = tensors };
    }

    /// <summary>The state of an optimizer that has not stepped yet.</summary>
    public static SavedOptimizer Of(Optimizer optimizer) =>
        new(optimizer.GetType().Name, optimizer.StepCount, [], "") { Schedule = SavedSchedule.Text(optimizer.Rate) };

    /// <summary>Takes the state out of a file, where its tensors may have a prefix.</summary>
    /// <exception cref="WeightsException">The file holds no optimizer, or one of another kind.</exception>
    public static SavedOptimizer Read(SafetensorsFile file, string source, Optimizer optimizer, string prefix = "")
    {
        if (!file.Metadata.TryGetValue(KindKey, out string? kind) || !file.Metadata.TryGetValue(StepKey, out string? text))
            throw new WeightsException($"{source}: it holds no optimizer state; use a file that an optimizer or a trainer saved.");
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long step) || step > MostSteps)
        {
            throw new WeightsException(
                $"{source}: the metadata '{StepKey}' is '{FileText.Shown(text)}', which is not a number of steps; " +
                "use a file that an optimizer or a trainer saved.");
        }

        string own = optimizer.GetType().Name, shown = FileText.Shown(kind);
        if (kind != own) throw new WeightsException($"{source}: this is the state of {shown}, which {own} cannot continue; use {shown}.");
        IEnumerable<SafetensorsTensor> tensors = file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal));
        return new SavedOptimizer(kind, step, [.. tensors.Select(tensor => tensor with { Name = tensor.Name[prefix.Length..] })], source)
        {
            Schedule = file.Metadata.GetValueOrDefault(ScheduleKey, ""),
        };
    }

    /// <summary>Adds all but the tensors to a file's metadata.</summary>
    public void Describe(Dictionary<string, string> metadata)
    {
        metadata[KindKey] = Kind;
        metadata[StepKey] = StepCount.ToString(CultureInfo.InvariantCulture);
        if (Schedule.Length > 0) metadata[ScheduleKey] = Schedule;
    }

    /// <summary>The state in the order of a network's kernels.</summary>
    /// <exception cref="WeightsException">It belongs to another network, or to other settings of the optimizer.</exception>
    public OptimizerState ToState(NetworkCore core, int statesPerParameter)
    {
        OptimizerState state = new(core.Info, statesPerParameter);
        if (Tensors.Count == 0 && StepCount == 0) return state;

        Dictionary<string, SafetensorsTensor> rest = Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        IReadOnlyList<ParameterInfo> groups = core.Info.Parameters;
        for (int i = 0; i < groups.Count; i++)
        {
            ParameterInfo group = groups[i];
            for (int block = 0; block < statesPerParameter && !group.Frozen; block++)
            {
                string name = TensorName(group, block);
                if (!rest.Remove(name, out SafetensorsTensor? tensor))
                    throw new WeightsException(
                        $"{Source}: '{name}' is missing; this state of {Kind} belongs to a network other than {core.Info.Name} or to other settings.");
                if (!ReferenceEquals(tensor.Type, SafetensorsType.F32) || !tensor.Shape.SequenceEqual(Shape(group)))
                {
                    string needed = $"{group.Name} of {core.Info.Name} needs F32 {Shapes.Format(group.Shape)}";
                    throw new WeightsException($"{Source}: '{name}' is {tensor.Type} {FileText.Shape(tensor.Shape)}, but {needed}.");
                }

                float[] values = new float[group.Length];
                tensor.CopyTo(values);
                core.Find(group.Name).FromRowMajor(values, state.Of(i).Slice(block * group.Length, group.Length));
            }
        }

        if (rest.Count == 0) return state;
        string unknown = $"{Source}: '{FileText.Shown(rest.Keys.First())}' is not a state that {Kind} keeps for {core.Info.Name}";
        throw new WeightsException($"{unknown}; the file belongs to another network or to other settings.");
    }

    private static string TensorName(ParameterInfo group, int block) => string.Create(CultureInfo.InvariantCulture, $"{group.Name}.{block}");

    private static long[] Shape(ParameterInfo group) => [.. group.Shape.Select(size => (long)size)];
}
