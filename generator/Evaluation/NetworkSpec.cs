using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Evaluation.Surface;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// A network as its source declares it: what Reading hands to Evaluation. Compared by structure and free of symbols, syntax and positions, so that an
/// edit which changes nothing about the network stops here. Keep it so when adding members.
/// </summary>
internal sealed record NetworkSpec
{
    public required NetworkIdentity Identity { get; init; }

    /// <summary>The class can carry a generated part: it is partial, not generic, not local to its file.</summary>
    public required bool CanBeExtended { get; init; }

    /// <summary>The project's C# has static members of interfaces, which the interfaces of a network have.</summary>
    public bool ImplementsInterfaces { get; init; } = true;

    /// <summary>The inputs of the stack: those on the class. A graph method has its own on its parameters.</summary>
    public EquatableArray<InputSpec> Inputs { get; init; } = [];

    /// <summary>A <see cref="LayerExpression"/> or <see cref="ApplyExpression"/> for each attribute, in order; the value in slot 0 flows through.</summary>
    public EquatableArray<Expression> Stack { get; init; } = [];

    /// <summary>The graph methods that the network is made of: <c>Build</c> instead of a stack, <c>Loss</c>, then those with <c>[Entry]</c>.</summary>
    public EquatableArray<GraphMethodSpec> GraphMethods { get; init; } = [];

    public GraphMethodSpec? Build => GraphMethods.FirstOrDefault(method => method.Role == GraphMethodRole.Build);
    public GraphMethodSpec? Loss => GraphMethods.FirstOrDefault(method => method.Role == GraphMethodRole.Loss);
    public IEnumerable<GraphMethodSpec> Entries => GraphMethods.Where(method => method.Role == GraphMethodRole.Entry);

    /// <summary>Headers of the partial methods that are stacks of layers, for which the generated part has a body.</summary>
    public EquatableArray<string> PartialMethods { get; init; } = [];

    /// <summary>The user's members that may clash with generated ones.</summary>
    public EquatableArray<DeclaredMember> Members { get; init; } = [];

    /// <summary>Every block that the network reaches.</summary>
    public EquatableArray<BlockSpec> Blocks { get; init; } = [];

    /// <summary>Every method, property and field in source that the network reaches.</summary>
    public EquatableArray<MethodSpec> Methods { get; init; } = [];

    /// <summary><c>[Frozen]</c> on the class: no parameter is trained.</summary>
    public bool IsFrozen { get; init; }

    /// <summary><c>[Quantize]</c>: the network has an integer form, too.</summary>
    public QuantizationSettings? Quantization { get; init; }

    /// <summary><c>[Budget]</c>: what the network may need.</summary>
    public NetworkBudget? Budget { get; init; }

    /// <summary><c>[Network(Trainable = true)]</c>: it learns from gradients of its outputs that are computed elsewhere.</summary>
    public bool IsTrainable { get; init; }

    /// <summary>The problems that Reading found in the declaration itself.</summary>
    public required EquatableArray<LocatedProblem> Problems { get; init; }

    /// <summary>The name of a span table's body in messages: blocks come first, then methods, then graph methods.</summary>
    public string NameOfTable(int table) =>
        Blocks.Select(block => "Build of " + block.Name).Concat(Methods.Select(method => method.Name)).Concat(GraphMethods.Select(method => method.Name))
            .ElementAt(table - 1);
}

/// <summary>
/// Name and place of the class. <paramref name="OuterTypes"/> are headers such as <c>partial class Models</c>, outermost first;
/// <paramref name="MetadataName"/> is unique in the assembly and names the generated file.
/// </summary>
internal sealed record NetworkIdentity(string Name, string Namespace, EquatableArray<string> OuterTypes, string MetadataName)
{
    /// <summary>The name that users know it by: with that of the network, where the class lies within one.</summary>
    public string Title { get; init; } = Name.TrimStart('@');
}

/// <summary>An input: its name where the user gave one, element type, shape and memory order.</summary>
internal sealed record InputSpec(string? Name, DType Element, EquatableArray<int> Shape, bool ChannelsLast, int Origin)
{
    /// <summary>A byte q becomes Scale * q + Offset.</summary>
    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The caller can have the gradient of the loss with respect to it.</summary>
    public bool Gradient { get; init; }
}

/// <summary>A block's class: its name as users write it, and the body of Build, or null if there is no source to read.</summary>
internal sealed record BlockSpec(string Type, string Name, Body? Body);

/// <summary>The role of a graph method in its network.</summary>
internal enum GraphMethodRole
{
    /// <summary>Makes the outputs from the inputs.</summary>
    Build,

    /// <summary>Makes the loss from outputs and targets.</summary>
    Loss,

    /// <summary>Can be called from outside, on the network's parameters.</summary>
    Entry,
}

/// <summary>
/// A static method of the network that takes and returns nodes: its parameters, the names of the tuple that it returns (null if there is no name, one null
/// for a single node) and its body, whose places are in span table <see cref="Table"/>.
/// </summary>
internal sealed record GraphMethodSpec(
    GraphMethodRole Role, string Name, EquatableArray<GraphParameter> Parameters, EquatableArray<string?> Results, Body Body, int Table, int Origin)
{
    /// <summary>The body is a call of the method itself, which other bodies call too: a mistake in it needs no second message at its name.</summary>
    public bool IsCall { get; init; }

    /// <summary>A quantized network computes it in floats.</summary>
    public bool IsFloat { get; init; }

    /// <summary>Nothing is wrong with its signature: only then does the number of its parameters mean anything.</summary>
    public bool IsSound { get; init; } = true;
}

/// <summary>A parameter of a graph method. <paramref name="Input"/> is null if it has no <c>[Input]</c>, or one that cannot be read.</summary>
internal sealed record GraphParameter(string Name, bool IsInput, InputSpec? Input, int Origin);

/// <summary>
/// A member in source that bodies use: <paramref name="Name"/> as users write it, and its body, or null if there is none to read. A method with
/// <paramref name="Scope"/> shares its parameters between all calls, under that name: <c>[Shared]</c>, <c>[Entry]</c>, and partial methods that are stacks.
/// </summary>
internal sealed record MethodSpec(string Key, string Name, MemberKind Kind, string? Scope, bool Frozen, Body? Body)
{
    /// <summary>The scope of a shared method's layers: the method's own name, with a small first letter.</summary>
    public static string ScopeOf(string method) => char.ToLowerInvariant(method[0]) + method.Substring(1);
}

internal enum MemberKind
{
    /// <summary>A static method, or a property that computes its value.</summary>
    Static,

    /// <summary>The same on a block: it sees the block's own parameters.</summary>
    Instance,

    /// <summary>A static field or property with an initializer: computed once.</summary>
    StaticValue,

    /// <summary>A field or property of a block with an initializer: computed once for each block object.</summary>
    InstanceValue,
}
