namespace Kiln.Generator.Ops;

/// <summary>y = a - b.</summary>
internal sealed record Subtract() : ElementwiseOp(X - Operand)
{
    public static Layer Layer { get; } = ElementwiseLayer.Operator(new Subtract(), right => new AddScalar(-right), left => new SubtractFrom(left));
}
