using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x where x > 0, else slope * x (Maas et al. 2013). With slope >= 0, y > 0 exactly where x > 0, so backward keeps y.</summary>
internal sealed record LeakyReLU(double Slope) : ElementwiseOp(Formula.WhereLess(0, X, X, X * Scalar(0)), Slope)
{
    public static Layer Layer { get; } = new("LeakyReLU", call =>
        call.Add(new LeakyReLU(call.InRange("slope", call.Double("slope") is >= 0 and < 1, "at least 0 and less than 1")), call.Input()));

    protected internal override Formula? Backward(int input) => Formula.WhereLess(0, Y, Dy, Dy * Scalar(0));

    public static IEnumerable<OpCase> Cases =>
    [
        .. OpCase.EachRank(new LeakyReLU(0.01)),
        new("steep", new LeakyReLU(0.3), OpCase.Vector(5)),
        new("slope 0", new LeakyReLU(0), OpCase.Vector(5)),
    ];
}
