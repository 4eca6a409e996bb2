namespace Kiln.Generator.Ops;

/// <summary>The role of a graph's input.</summary>
internal enum InputRole
{
    /// <summary>Given to Forward.</summary>
    Sample,

    /// <summary>Given to the loss only.</summary>
    Target,

    /// <summary>The gradient of an output, given to Backward.</summary>
    OutputGradient,

    /// <summary>An output of a program that has run before, where it was stored.</summary>
    StoredOutput,
}

/// <summary>
/// A tensor that the caller gives; <paramref name="ChannelsLast"/> says that its memory has the channels last, <paramref name="Entry"/> the
/// method that takes it: empty for the network itself.
/// </summary>
internal sealed record Input(string Identifier, InputRole Role, TensorType Type, bool ChannelsLast = false, string Entry = "") : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => Type;

    /// <summary>The interpreter binds inputs by name before it evaluates a graph.</summary>
    public override void Evaluate(Reference reference)
    {
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("map", new Input("x", InputRole.Sample, OpCase.Map(3, 4, 5))) { WithoutSpecialValues = "nothing is computed" },
        new("class", new Input("label", InputRole.Target, OpCase.Class)) { WithoutSpecialValues = "nothing is computed" },
    ];
}
