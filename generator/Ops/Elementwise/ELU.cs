using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x where x > 0, else alpha (e^x - 1) (Clevert et al. 2016). With alpha >= 0, y > 0 exactly where x > 0, so backward keeps y.</summary>
internal sealed record ELU(double Alpha) : ElementwiseOp(Formula.WhereLess(0, X, X, Scalar(0) * Formula.ExpMinusOne(X)), Alpha)
{
    public static Layer Layer { get; } = new("ELU", call => call.Add(new ELU(call.InRange("alpha", call.Double("alpha") >= 0, "at least 0")), call.Input()));

    protected internal override Formula? Backward(int input) => Dy * Formula.WhereLess(0, Y, 1, Y + Scalar(0));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new ELU(1.2));
}
