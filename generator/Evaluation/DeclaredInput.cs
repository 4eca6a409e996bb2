namespace Kiln.Generator.Evaluation;

/// <summary>An input as it is declared: its name and type, the node that stands for it, the network or method that takes it, and its attribute.</summary>
internal sealed record DeclaredInput(string Name, TensorType Type, Value Value, string Method, Origin Attribute)
{
    /// <summary>The longest shape that an input attribute without a type argument takes.</summary>
    private const int PlainRank = 3;

    /// <summary>Whether it looks like a batch of images: one dimension more than a map.</summary>
    public bool HasBatch => Type is { Element: not DType.Int32, Shape.Rank: PlainRank + 1 };

    /// <summary>The attribute without the first size.</summary>
    public string WithoutFirst
    {
        get
        {
            TensorType sample = Type with { Shape = Shape.PerSample([.. Type.Shape.Dimensions.Skip(1)]) };
            return $"{NameOf(sample)}({Expected.Sizes(sample.Shape.Dimensions)})";
        }
    }

    /// <summary>The attribute's name for inputs of a type.</summary>
    public static string NameOf(TensorType type) =>
        type.Element == DType.Float32 && type.Shape.Rank <= PlainRank ? "Input" : $"Input<{type.Element.Keyword()}>";
}
