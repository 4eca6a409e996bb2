using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = -x.</summary>
internal sealed record Negate : ElementwiseOp
{
    public static Layer Layer { get; } = new("Negate", call => call.Add(new Negate(), call.Input())) { IsFunction = true };

    public override Formula Formula => -X;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Negate(), 1);
}
