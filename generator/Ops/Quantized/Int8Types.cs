namespace Kiln.Generator.Ops;

/// <summary>Shape rules of ops over bytes, made of those of floats.</summary>
internal static class Int8Types
{
    /// <summary>Bytes of the shape that a rule gives.</summary>
    public static Inferred Of(Inferred inferred) => inferred.Problem is null ? inferred.Types[0] with { Element = DType.Int8 } : inferred;

    public static TensorType Of(Shape shape) => new(DType.Int8, shape);
}
