using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x limited to [min, max]; NaN stays NaN. The gradient passes where min &lt;= x &lt;= max.</summary>
internal sealed record Clip(double Minimum, double Maximum) : ElementwiseOp(Formula.Min(Formula.Max(X, Scalar(0)), Scalar(1)), Minimum, Maximum)
{
    public static Layer Layer { get; } = new("Clip", call => call.Add(
        new Clip(call.Double("min"), call.InRange("max", call.Double("max") >= call.Double("min"), "at least min")), call.Input())) { IsFunction = true };

    protected internal override Formula? Backward(int input) => Formula.WhereLessOrEqual(Scalar(0), X, Formula.WhereLessOrEqual(X, Scalar(1), Dy, 0), 0);

    public static IEnumerable<OpCase> Cases =>
    [
        .. OpCase.EachRank(new Clip(-0.513, 0.711)),
        new("below only", new Clip(0.213, double.PositiveInfinity), OpCase.Vector(21)),
        new("above only", new Clip(double.NegativeInfinity, 0.213), OpCase.Vector(21)),
    ];
}
