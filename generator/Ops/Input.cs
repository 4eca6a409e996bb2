using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>What an input of the graph is to its user.</summary>
internal enum InputRole
{
    /// <summary>Given to Forward.</summary>
    Sample,

    /// <summary>Given to the loss only.</summary>
    Target,
}

/// <summary>A tensor that the caller gives; <paramref name="ChannelsLast"/> says that its memory has the channels last.</summary>
internal sealed record Input(string Identifier, InputRole Role, TensorType Type, bool ChannelsLast = false) : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Type;

    /// <summary>The interpreter binds inputs by name before it evaluates a graph.</summary>
    public override void Evaluate(Reference reference)
    {
    }
}
