using Kiln.Generator.Graphs;

namespace Kiln.Generator.Evaluation;

/// <summary>What a code fix writes against a problem with a layer, where that is beyond doubt: a layer before it, an argument of it, or the attribute of the input that it is given.</summary>
internal sealed class Remedies
{
    /// <summary>The longest shape that an input attribute without a type argument takes.</summary>
    private const int PlainRank = 3;

    private readonly Dictionary<Value, Origin> _declared = [];

    /// <summary>Remembers the attribute that declares an input.</summary>
    public void Declare(Value input, Origin attribute) => _declared[input] = attribute;

    /// <summary>The problem with its remedy, and the declaration that the remedy changes.</summary>
    public (Problem Problem, Origin? Declaration) Complete(Problem problem, Layer layer, IReadOnlyList<Value> inputs, GraphBuilder builder)
    {
        if (problem.Kind == ShapeProblems.NeedsVector && builder.TypeOf(inputs[0]) is { Element: DType.Float32, Shape.Rank: > 1 }) return (problem with { Remedy = "Flatten" }, null);
        if (problem.Kind == ShapeProblems.PaddingTooLarge) return (problem with { Remedy = "padding: " + problem.Arguments[3] }, null);
        if (problem.Kind != ShapeProblems.WrongElementType) return (problem, null);
        for (int input = 0; input < inputs.Count; input++)
            if (_declared.TryGetValue(inputs[input], out Origin attribute) && Attribute(layer, input, inputs, builder) is { } text) return (problem with { Remedy = text }, attribute);
        return (problem, null);
    }

    /// <summary>The attribute that fits, such as <c>Input&lt;int&gt;</c>, with its sizes where these change too, or null where the given one does.</summary>
    private string? Attribute(Layer layer, int input, IReadOnlyList<Value> inputs, GraphBuilder builder)
    {
        TensorType given = builder.TypeOf(inputs[input]);
        TensorType wanted = input > 0 && layer.Target is { } target ? target(builder.ShapeOf(inputs[0])) : new TensorType(layer.ElementAt(input), given.Shape);
        if (wanted == given) return null;
        string name = wanted.Element == DType.Float32 && wanted.Shape.Rank <= PlainRank ? "Input" : $"Input<{wanted.Element.Keyword()}>";
        return wanted.Shape == given.Shape ? name : $"{name}({string.Join(", ", wanted.Shape.Dimensions.Select(size => FormattableString.Invariant($"{size}")))})";
    }
}
