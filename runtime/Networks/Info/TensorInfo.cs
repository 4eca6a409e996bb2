namespace Kiln;

/// <summary>An input, target or output of a network, without the batch dimension.</summary>
/// <param name="Name">Name of the span parameter that carries it.</param>
/// <param name="Shape">Shape of one sample, channels first; empty for a scalar.</param>
/// <param name="Element">Element type: float, int, byte or sbyte.</param>
public sealed record TensorInfo(string Name, IReadOnlyList<int> Shape, Type Element)
{
    /// <summary>The element type as C# spells it.</summary>
    internal string ElementName =>
        Element == typeof(float) ? "float"
        : Element == typeof(int) ? "int"
        : Element == typeof(byte) ? "byte"
        : Element == typeof(sbyte) ? "sbyte"
        : Element.Name;

    /// <summary>For example <c>image float [1, 28, 28]</c> or <c>label int []</c>.</summary>
    public override string ToString() => $"{Name} {ElementName} {Shapes.Format(Shape)}";
}
