namespace Kiln.Generator.Ops;

/// <summary>y = a + b. It also adds the gradients of a value's consumers if there are several.</summary>
internal sealed record Add() : ElementwiseOp(X + Operand)
{
    public static Layer Layer { get; } = ElementwiseLayer.Operator(new Add(), right => new AddScalar(right), left => new AddScalar(left));
}
