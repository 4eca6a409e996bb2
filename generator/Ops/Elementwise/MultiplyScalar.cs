namespace Kiln.Generator.Ops;

/// <summary>y = c x. Division by a number is the product with its reciprocal.</summary>
internal sealed record MultiplyScalar(double Value) : ElementwiseOp(X * Scalar(0), Value)
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new MultiplyScalar(-1.3));
}
