using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// A member in source that bodies use: <paramref name="Name"/> as users write it, and its body, or null if there is none to read. A method with
/// <see cref="Scope"/> shares its parameters between all its calls, under that name: <c>[Shared]</c>, <c>[Entry]</c>, and partial
/// methods that are stacks of layers.
/// </summary>
internal sealed record MethodSpec(string Key, string Name, MemberKind Kind, Body? Body)
{
    public string? Scope { get; init; }

    public bool Frozen { get; init; }

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
