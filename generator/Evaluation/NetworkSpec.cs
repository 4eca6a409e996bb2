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

    /// <summary>
    /// One <see cref="LayerExpression"/> or <see cref="ApplyExpression"/> for each attribute, in source order; slot 0 is the value that flows through.
    /// </summary>
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

    /// <summary><c>[Network(Trainable = true)]</c>: it learns from gradients of its outputs that are computed elsewhere.</summary>
    public bool IsTrainable { get; init; }

    /// <summary>The problems that Reading found in the declaration itself.</summary>
    public required EquatableArray<LocatedProblem> Problems { get; init; }

    /// <summary>The name of a span table's body in messages: blocks come first, then methods, then graph methods.</summary>
    public string NameOfTable(int table)
    {
        int index = table - 1;
        if (index < Blocks.Count) return "Build of " + Blocks[index].Name;
        index -= Blocks.Count;
        return index < Methods.Count ? Methods[index].Name : GraphMethods[index - Methods.Count].Name;
    }
}

/// <summary>
/// Name and place of the class. <paramref name="OuterTypes"/> are headers such as <c>partial class Models</c>, outermost first;
/// <paramref name="MetadataName"/> is unique in the assembly and names the generated file.
/// </summary>
internal sealed record NetworkIdentity(string Name, string Namespace, EquatableArray<string> OuterTypes, string MetadataName);

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
