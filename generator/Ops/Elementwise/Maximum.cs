using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = the larger of a and b; NaN where either is NaN. The gradient of a tie goes to a, that of NaN to both.</summary>
internal sealed record Maximum : ElementwiseOp
{
    public static Layer Layer { get; } = new("Maximum", call => Broadcasting.Add(call, new Maximum(), call.Input(0), call.Input(1))) { IsFunction = true };

    public override Formula Formula => Formula.Max(X, Operand);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Maximum(), 2);
}
