namespace Kiln.Generator.Evaluation;

/// <summary>
/// A network after evaluation: the source graph and what its public class needs to know. Where anything is wrong <see cref="Graph"/> is empty and
/// <see cref="IsComplete"/> false, and names and element types are as far as they are known.
/// </summary>
internal sealed record EvaluatedNetwork
{
    public required NetworkIdentity Identity { get; init; }

    public required bool CanBeExtended { get; init; }

    /// <summary>The project's C# has static members of interfaces, which the interfaces of a network have.</summary>
    public bool ImplementsInterfaces { get; init; } = true;

    /// <summary>Inputs, parameters, states and ops; results are the outputs, then the mean loss.</summary>
    public Graph Graph { get; init; } = Graph.Empty;

    /// <summary>The layers as the user wrote them, in the order in which they were evaluated.</summary>
    public EquatableArray<SourceLayer> Layers { get; init; } = [];

    /// <summary>The graph is whole: no error, nothing that the C# compiler rejects.</summary>
    public bool IsComplete { get; init; }

    /// <summary>What Forward takes, in order.</summary>
    public EquatableArray<PublicTensor> Inputs { get; init; } = [];

    /// <summary>The inputs of a stub's Forward: one input by default, if none is declared yet.</summary>
    public EquatableArray<PublicTensor> ShownInputs => Inputs.Count > 0 ? Inputs : [new PublicTensor("input", TensorType.Float(Shape.PerSample(1)))];

    /// <summary>What the loss takes besides the samples, in order.</summary>
    public EquatableArray<PublicTensor> Targets { get; init; } = [];

    /// <summary>What Forward gives, in order.</summary>
    public EquatableArray<PublicTensor> Outputs { get; init; } = [];

    public bool HasLoss { get; init; }

    /// <summary>Names of the reported loss terms, the minimised one not counted.</summary>
    public EquatableArray<string> LossTerms { get; init; }

    /// <summary>The weights whose sums losses are divided by, as denominators 1 and on; denominator 0 is the number of samples.</summary>
    public EquatableArray<LossWeights> LossWeights { get; init; }

    /// <summary>The parts of the loss and its terms; empty if they are unknown: then all are means over samples.</summary>
    public EquatableArray<LossPart> LossParts { get; init; }

    /// <summary><c>[Network(Trainable = true)]</c>: it learns from gradients of its outputs that are computed elsewhere.</summary>
    public bool IsTrainable { get; init; }

    /// <summary>The rows of its programs, by default those that follow from its declaration. Each class numbers its own in this order.</summary>
    public EquatableArray<ProgramSpec> Programs
    {
        get => _programs ?? ProgramTable.Of(
            HasLoss, Entries.Select(entry => entry.Name),
            new ProgramDemands(IsTrainable, Inputs.Where(input => input.Gradient).Select(input => input.Identifier).ToEquatableArray())).ToEquatableArray();
        init => _programs = value;
    }

    private readonly EquatableArray<ProgramSpec>? _programs;

    /// <summary>Whether one of its programs gives the gradients of parameters.</summary>
    public bool Learns => Programs.Any(program => program.Targets.Parameters);

    /// <summary>Whether one of its programs gives them for its own loss.</summary>
    public bool LearnsFromLoss => Programs.Any(program => program.Targets.Parameters && program.ReturnsLoss);

    /// <summary><c>[Quantize]</c>: what it says.</summary>
    public QuantizationSettings? Quantization { get; init; }

    /// <summary><c>[Budget]</c>: what it may need.</summary>
    public NetworkBudget? Budget { get; init; }

    /// <summary>Layers and scopes that the integer form computes in floats.</summary>
    public EquatableArray<string> FloatLayers { get; init; } = [];

    /// <summary>The integer form of the network, where it has one.</summary>
    public QuantizedNetwork? Quantized { get; init; }

    /// <summary>Whether this is the class of the integer form.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Whether its class is one that the user declares, or one that Kiln adds within it.</summary>
    public bool IsNested { get; init; }

    /// <summary>The network's own class, and those that Kiln adds within it.</summary>
    public IEnumerable<EvaluatedNetwork> Classes => NetworkClasses.Of(this);

    /// <summary>The network over floats whose integer form this is: its tensors are what the bytes of this one mean.</summary>
    public EvaluatedNetwork? Reals { get; init; }

    /// <summary>The <c>[Entry]</c> methods, each a program of its own on the network's parameters.</summary>
    public EquatableArray<NetworkEntry> Entries { get; init; }

    /// <summary>The graph methods of the class, which only Kiln calls.</summary>
    public EquatableArray<string> GraphMethods { get; init; }

    /// <summary>Headers of the partial methods that are stacks of layers, for which the generated part has a body.</summary>
    public EquatableArray<string> PartialMethods { get; init; }

    /// <summary>Errors and advice; the pipeline hands on only the errors' messages, in a stub.</summary>
    public required EquatableArray<LocatedProblem> Problems { get; init; }

    /// <summary>The layer that a node belongs to, by its name.</summary>
    public SourceLayer? LayerOf(string node) => Layers.FirstOrDefault(layer => layer.Name == node)
        ?? Layers.FirstOrDefault(layer => node.StartsWith(layer.Name + ".", StringComparison.Ordinal));

    /// <summary>The network as one that cannot be built, with a problem of the whole.</summary>
    public EvaluatedNetwork Refused(Problem problem) => Refused(new LocatedProblem(problem, NetworkEvaluation.NameOfClass, []));

    /// <summary>The network as one that cannot be built.</summary>
    public EvaluatedNetwork Refused(LocatedProblem problem) => this with
    {
        Graph = Graph.Empty,
        Layers = [],
        IsComplete = false,
        Problems = [.. Problems, problem],
    };

    /// <summary>The user declares members that Kiln generates, so nothing public can be added to the class.</summary>
    public bool HasClash { get; init; }
}

/// <summary>A tensor that the user gives or gets, under its C# parameter name. Byte inputs keep the caller's type here.</summary>
internal sealed record PublicTensor(string Identifier, TensorType Type)
{
    /// <summary>An input of which the caller can have the gradient: <c>[Input(Gradient = true)]</c>.</summary>
    public bool Gradient { get; init; }

    /// <summary>The constant that holds its number of elements: <c>InputSize</c>.</summary>
    public string SizeConstant => ConstantOf(Identifier);

    /// <summary>An output; what is not known of it is one float.</summary>
    public static PublicTensor Of(string identifier, Value? value, GraphBuilder graph) =>
        new(identifier, value is { } known ? graph.TypeOf(known) : TensorType.Float(Shape.PerSample(1)));

    public static string ConstantOf(string identifier) => char.ToUpperInvariant(identifier[0]) + identifier.Substring(1) + "Size";
}

/// <summary>A method of the network that is a network of its own: results and inputs of the graph carry its name.</summary>
internal sealed record NetworkEntry(string Name, EquatableArray<PublicTensor> Inputs, EquatableArray<PublicTensor> Outputs)
{
    /// <summary><c>[Entry(Quantize = false)]</c>: the integer form computes it in floats.</summary>
    public bool IsFloat { get; init; }

    /// <summary>The place of its name.</summary>
    public Origin Origin { get; init; } = NetworkEvaluation.NameOfClass;

    /// <summary>The constant that holds a tensor's number of elements: <c>EmbedInputSize</c>.</summary>
    public string SizeConstant(PublicTensor tensor) => Name + tensor.SizeConstant;
}
