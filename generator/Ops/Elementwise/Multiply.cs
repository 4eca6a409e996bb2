namespace Kiln.Generator.Ops;

/// <summary>y = a b, element by element (the Hadamard product).</summary>
internal sealed record Multiply() : ElementwiseOp(X * Operand)
{
    public static Layer Layer { get; } = ElementwiseLayer.Operator(new Multiply(), right => new MultiplyScalar(right), left => new MultiplyScalar(left));
}
