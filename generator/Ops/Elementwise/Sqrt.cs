using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = sqrt x. The derivative at 0 is infinite and counts as 0, so that the distance of two equal vectors can be trained.</summary>
internal sealed record Sqrt() : ElementwiseOp(Formula.Sqrt(X))
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Sqrt(), positive: true);
}
