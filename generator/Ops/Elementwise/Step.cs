using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = 1 where x > 0, else 0: the perceptron's activation (Rosenblatt 1958). Its derivative is 0 everywhere, so nothing before it is trained.
/// </summary>
internal sealed record Step() : ElementwiseOp(Formula.WhereLess(0, X, 1, 0))
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Step()).Select(item => item with { WithoutGradient = "it is flat" });
}
