using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = the smaller of a and b; NaN where either is NaN. The gradient of a tie goes to a, that of NaN to both.</summary>
internal sealed record Minimum : ElementwiseOp
{
    public static Layer Layer { get; } = new("Minimum", call => Broadcasting.Add(call, new Minimum(), call.Input(0), call.Input(1))) { IsFunction = true };

    public override Formula Formula => Formula.Min(X, Operand);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Minimum(), 2);
}
