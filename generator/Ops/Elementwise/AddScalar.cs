namespace Kiln.Generator.Ops;

/// <summary>y = x + c, c a number that is known at build time.</summary>
internal sealed record AddScalar(double Value) : ElementwiseOp(X + Scalar(0), Value)
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new AddScalar(0.7));
}
