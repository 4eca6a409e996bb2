namespace Kiln.Generator.Layouts;

/// <summary>The type of a value and where it lies.</summary>
internal sealed record LaidOutType(TensorType Type, Layout Layout)
{
    public DType Element => Type.Element;
    public Shape Shape => Type.Shape;

    public override string ToString() => $"{Type} {Layout}".TrimEnd();
}
