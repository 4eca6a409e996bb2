using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = |x|. The derivative at 0 is 0.</summary>
internal sealed record Abs : ElementwiseOp
{
    public static Layer Layer { get; } = new("Abs", call => call.Add(new Abs(), call.Input())) { IsFunction = true };

    public override Formula Formula => Formula.Abs(X);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Abs(), 1);
}
