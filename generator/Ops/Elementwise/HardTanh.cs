using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = x limited to [min, max] (Collobert 2004, with -1 and 1); NaN stays NaN. Unlike that of <see cref="Clip"/> the gradient ends at the limits.
/// </summary>
internal sealed record HardTanh(double Minimum, double Maximum) : ElementwiseOp(Formula.Min(Scalar(1), Formula.Max(Scalar(0), X)), Minimum, Maximum)
{
    public static Layer Layer { get; } = new("HardTanh", call => call.Add(
        new HardTanh(call.Double("min"), call.InRange("max", call.Double("max") > call.Double("min"), "above min")), call.Input()));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardTanh(-0.513, 0.711));
}
