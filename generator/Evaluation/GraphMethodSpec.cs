using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

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

    /// <summary>Nothing is wrong with its signature: only then does the number of its parameters mean anything.</summary>
    public bool IsSound { get; init; } = true;
}

/// <summary>A parameter of a graph method. <paramref name="Input"/> is null if it has no <c>[Input]</c>, or one that cannot be read.</summary>
internal sealed record GraphParameter(string Name, bool IsInput, InputSpec? Input, int Origin);
