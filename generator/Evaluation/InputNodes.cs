namespace Kiln.Generator.Evaluation;

/// <summary>Adds to the graph what the caller gives: inputs and targets, each under its name. <paramref name="entry"/> is the method that takes them.</summary>
internal sealed class InputNodes(Evaluator evaluator, SpanNames names, string network, string entry = "")
{
    /// <summary>What Forward takes, in order.</summary>
    public List<PublicTensor> Samples { get; } = [];

    /// <summary>What the loss takes besides the samples, in order.</summary>
    public List<PublicTensor> Targets { get; } = [];

    /// <summary>Adds an input as its attribute declares it, bytes as the floats that they become; Unknown where it is too large or has no size.</summary>
    public Datum Add(InputSpec spec, string name, InputRole role)
    {
        var type = new TensorType(spec.Element, Shape.PerSample([.. spec.Shape]));
        string identifier = Declare(name, type, role, spec.Origin, spec.Gradient);
        if (type.Shape.IsTooLarge) evaluator.Report(ShapeProblems.TooLarge, spec.Origin, "Input");
        if (type.Shape.IsTooLarge || spec.Shape.Any(size => size <= 0)) return Datum.Unknown.Instance;
        Value value = evaluator.Builder.Add(new Input(identifier, role, type, spec.ChannelsLast, entry), identifier);
        if (spec.Element == DType.UInt8) value = evaluator.Builder.Add(new ScaledBytes(spec.Scale, spec.Offset), identifier + ".scaled", value);
        evaluator.Remedies.Declare(new DeclaredInput(identifier, type, value, entry.Length > 0 ? entry : network, new Origin(0, spec.Origin)));
        return new Datum.Node(value);
    }

    /// <summary>Adds the target of a loss that chooses its type itself.</summary>
    public Value AddTarget(string name, TensorType type, int origin) =>
        evaluator.Builder.Add(new Input(Declare(name, type, InputRole.Target, origin), InputRole.Target, type), name);

    /// <summary>Names a tensor of the public methods and gives its identifier: the wanted one, unless that is taken.</summary>
    public string Declare(string name, TensorType type, InputRole role, int origin, bool gradient = false)
    {
        bool isTaken = !names.TryTake(name);
        if (isTaken) evaluator.Report(DeclarationProblems.DuplicateInput, origin, network, name);
        string identifier = isTaken ? names.Take(name) : name;
        (role == InputRole.Target ? Targets : Samples).Add(new PublicTensor(identifier, type) { Gradient = gradient });
        return identifier;
    }
}

/// <summary>
/// The names under which a network takes and gives its tensors: each is a C# parameter and, with <c>Size</c>, a constant, so that names which differ in the
/// case of their first letter clash too.
/// </summary>
internal sealed class SpanNames
{
    private const string Suffix = "Output", Reserved = "kiln", Default = "output";
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes the name of an input or target; false if it is taken.</summary>
    public bool TryTake(string name) => _taken.Add(PublicTensor.ConstantOf(name));

    /// <summary>Takes names for outputs: the wanted ones, and where there is none <c>output</c>, numbered among several.</summary>
    public IReadOnlyList<string> Take(IReadOnlyList<string?> wanted) =>
        [.. wanted.Select((name, index) => Take(name ?? (wanted.Count == 1 ? Default : FormattableString.Invariant($"{Default}{index + 1}"))))];

    /// <summary>Takes a name for an output: the wanted one, or where that is taken the one with the suffix.</summary>
    public string Take(string wanted)
    {
        while (wanted == Reserved || !TryTake(wanted)) wanted += Suffix;
        return wanted;
    }
}
