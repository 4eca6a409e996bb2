namespace Kiln.Generator.Graphs;

/// <summary>The element type of a value.</summary>
internal enum DType
{
    Float32,
    Int32,
    UInt8,
    Int8,
}

internal static class DTypes
{
    /// <summary>The element type in C#.</summary>
    public static string Keyword(this DType type) => type switch { DType.Int32 => "int", DType.UInt8 => "byte", DType.Int8 => "sbyte", _ => "float" };

    /// <summary>Bytes of an element.</summary>
    public static int Size(this DType type) => type is DType.UInt8 or DType.Int8 ? 1 : 4;
}

/// <summary>The type of a graph's value: element type and shape.</summary>
internal sealed record TensorType(DType Element, Shape Shape)
{
    public static TensorType Float(Shape shape) => new(DType.Float32, shape);

    /// <summary>As messages say it, e.g. <c>float[6, 28, 28]</c>; a scalar, which would look like a C# array, is called one float.</summary>
    public string Spelled => Shape.Rank == 0 && Shape.Leading < 2 ? "one " + Element.Keyword() : ToString();

    public override string ToString() => $"{Element.Keyword()}{Shape}";
}
