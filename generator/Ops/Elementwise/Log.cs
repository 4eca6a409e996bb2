using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = ln x; dx = dy / x.</summary>
internal sealed record Log() : ElementwiseOp(Formula.Log(X))
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Log(), positive: true);
}
