namespace Kiln.Generator.Graphs;

/// <summary>What a program differentiates with respect to: all trained parameters or none, and inputs by name.</summary>
internal sealed record GradientTargets(bool Parameters, EquatableArray<string> Inputs)
{
    public static GradientTargets None { get; } = new(false, []);

    public static GradientTargets AllParameters { get; } = new(true, []);

    public bool Contains(Op op) => op switch
    {
        Parameter parameter => Parameters && !parameter.Frozen,
        Input input => Inputs.Contains(input.Identifier),
        _ => false,
    };
}
