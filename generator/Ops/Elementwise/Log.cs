using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = ln x; dx = dy / x.</summary>
internal sealed record Log : ElementwiseOp
{
    public static Layer Layer { get; } = new("Log", call => call.Add(new Log(), call.Input())) { IsFunction = true };

    public override Formula Formula => Formula.Log(X);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Log(), 1, positive: true);
}
