using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = x limited to [min, max] (Collobert 2004, with -1 and 1); NaN stays NaN. Unlike that of <see cref="Clip"/> the gradient ends at the limits.
/// </summary>
internal sealed record HardTanh(double Minimum, double Maximum) : ElementwiseOp(Formula.Min(Formula.Max(X, Scalar(0)), Scalar(1)), Minimum, Maximum)
{
    public static Layer Layer { get; } = new("HardTanh", call => call.Add(
        new HardTanh(call.Double("min"), call.InRange("max", call.Double("max") > call.Double("min"), "above min")), call.Input()));

    protected internal override Formula? Backward(int input) =>
        Formula.WhereLessOrEqual(X, Scalar(0), 0, Formula.WhereLessOrEqual(Scalar(1), X, 0, Dy));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardTanh(-0.513, 0.711));
}
