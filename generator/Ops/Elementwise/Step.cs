using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = 1 where x > 0, else 0: the perceptron's activation (Rosenblatt 1958). Its derivative is 0 everywhere, so nothing before it is trained.
/// </summary>
internal sealed record Step : ElementwiseOp
{
    public static Layer Layer { get; } = new("Step", call => call.Add(new Step(), call.Input()));

    public override Formula Formula => Formula.WhereLess(0, X, 1, 0);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Step(), 1)
        .Select(item => item with { WithoutGradient = "it is flat" });
}
