using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = sqrt x. The derivative at 0 is infinite and counts as 0, so that the distance of two equal vectors can be trained.</summary>
internal sealed record Sqrt : ElementwiseOp
{
    public static Layer Layer { get; } = new("Sqrt", call => call.Add(new Sqrt(), call.Input())) { IsFunction = true };

    public override Formula Formula => Formula.Sqrt(X);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Sqrt(), 1, positive: true);
}
