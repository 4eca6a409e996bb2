namespace Kiln.Generator.Ops;

/// <summary>y = c - x.</summary>
internal sealed record SubtractFrom(double Value) : ElementwiseOp(Scalar(0) - X, Value)
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SubtractFrom(1));
}
