using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x hardsigmoid(x) (Howard et al. 2019).</summary>
internal sealed record HardSwish : ElementwiseOp
{
    public static Layer Layer { get; } = new("HardSwish", call => call.Add(new HardSwish(), call.Input()));

    public override Formula Formula => X * Formula.Min(1, Formula.Max(0, (X * (1.0 / 6)) + 0.5));

    protected internal override Formula? Backward(int input) =>
        Formula.WhereLessOrEqual(3, X, Dy, Formula.WhereLessOrEqual(X, -3, 0, Dy * ((X * (1.0 / 3)) + 0.5)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardSwish(), 1);
}
