using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = e^x; dx = dy y.</summary>
internal sealed record Exp : ElementwiseOp
{
    public static Layer Layer { get; } = new("Exp", call => call.Add(new Exp(), call.Input())) { IsFunction = true };

    public override Formula Formula => Formula.Exp(X);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Exp(), 1);
}
