using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = c x. Division by a number is the product with its reciprocal.</summary>
internal sealed record MultiplyScalar(double Value) : ElementwiseOp
{
    protected internal override EquatableArray<double> HyperParameters => [Value];

    public override Formula Formula => X * Scalar(0);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new MultiplyScalar(-1.3), 1);
}
