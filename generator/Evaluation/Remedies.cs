using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>What a code fix writes for a problem with a layer, if that is certain: a layer before it, an argument, or the attribute of its input.</summary>
internal sealed class Remedies
{
    private readonly Dictionary<Value, DeclaredInput> _declared = [];

    /// <summary>The inputs of the network and its methods, as their attributes declare them.</summary>
    public IReadOnlyCollection<DeclaredInput> Inputs => _declared.Values;

    /// <summary>Remembers the attribute that declares an input.</summary>
    public void Declare(DeclaredInput input) => _declared[input.Value] = input;

    /// <summary>The problem with its remedy, and the declaration that the remedy changes.</summary>
    public (Problem Problem, Origin? Declaration) Complete(Problem problem, Layer layer, IReadOnlyList<Value> inputs, GraphBuilder builder)
    {
        if (problem.Kind == ShapeProblems.PaddingTooLarge) return (problem with { Remedy = "padding: " + problem.Arguments[3] }, null);
        if (problem.Kind == ShapeProblems.NestedIndices)
            return inputs.Select(Declared).FirstOrDefault(input => input?.Type.Element == DType.Int32) is { } indices
                ? (problem, indices.Attribute) : (problem with { Remedy = "" }, null);
        if (problem.Kind == ShapeProblems.BatchInShape && Declared(inputs[0]) is { HasBatch: true } batch)
            return (problem with { Remedy = batch.WithoutFirst }, batch.Attribute);
        if (problem.Kind != ShapeProblems.WrongElementType) return (problem, null);
        for (int input = 0; input < inputs.Count; input++)
            if (Declared(inputs[input]) is { } declared && Attribute(layer, input, inputs, builder) is { } text)
                return (problem with { Remedy = text }, declared.Attribute);
        return (problem, null);
    }

    private DeclaredInput? Declared(Value input) => _declared.TryGetValue(input, out DeclaredInput? declared) ? declared : null;

    /// <summary>The attribute that fits, such as <c>Input&lt;int&gt;</c>, with its sizes where these change too, or null if the given one does.</summary>
    private string? Attribute(Layer layer, int input, IReadOnlyList<Value> inputs, GraphBuilder builder)
    {
        TensorType given = builder.TypeOf(inputs[input]);
        TensorType wanted = input > 0 && layer.Target is { } target ? target(builder.ShapeOf(inputs[0])) : new TensorType(layer.ElementAt(input), given.Shape);
        return wanted == given ? null : wanted.Shape == given.Shape ? DeclaredInput.NameOf(wanted) : DeclaredInput.Spell(wanted);
    }
}

/// <summary>An input as it is declared: its name and type, the node that stands for it, the network or method that takes it, and its attribute.</summary>
internal sealed record DeclaredInput(string Name, TensorType Type, Value Value, string Method, Origin Attribute)
{
    /// <summary>The longest shape that an input attribute without a type argument takes.</summary>
    private const int PlainRank = 3;

    /// <summary>Whether it looks like a batch of images: one dimension more than a map.</summary>
    public bool HasBatch => Type is { Element: not DType.Int32, Shape.Rank: PlainRank + 1 };

    /// <summary>The attribute without the first size.</summary>
    public string WithoutFirst => Spell(Type with { Shape = Shape.PerSample([.. Type.Shape.Dimensions.Skip(1)]) });

    /// <summary>The attribute of inputs of a type.</summary>
    public static string Spell(TensorType type) => $"{NameOf(type)}({Expected.Sizes(type.Shape.Dimensions)})";

    /// <summary>The attribute's name for inputs of a type.</summary>
    public static string NameOf(TensorType type) =>
        type.Element == DType.Float32 && type.Shape.Rank <= PlainRank ? "Input" : $"Input<{type.Element.Keyword()}>";
}

/// <summary>Which argument of a layer a problem is about, so that the argument is underlined and not the whole layer.</summary>
internal static class ProblemPlace
{
    /// <summary>Kinds that are about one parameter; those of null name it second in their message.</summary>
    private static readonly Dictionary<ProblemKind, string?> s_parameters = new()
    {
        [ShapeProblems.NotPositive] = null, [ShapeProblems.OutOfRange] = null, [ShapeProblems.WrongListLength] = null, [ShapeProblems.NoSuchAxis] = null,
        [ShapeProblems.WrongAxisCount] = null, [ShapeProblems.KernelTooLarge] = "kernel", [ShapeProblems.GroupsDoNotDivide] = "groups",
        [ShapeProblems.AxisTwice] = "axes", [ShapeProblems.PaddingTooLarge] = "padding",
    };

    public static int Of(Problem problem, LayerExpression layer)
    {
        if (!s_parameters.TryGetValue(problem.Kind, out string? parameter)) return layer.Origin;
        parameter ??= problem.Arguments[1];
        return layer.Arguments.FirstOrDefault(argument => argument.Parameter == parameter)?.Origin ?? layer.Origin;
    }
}
