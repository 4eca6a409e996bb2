using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = c / x; dx = -c dy / x / x, so that only x is kept.</summary>
internal sealed record DivideInto(double Value) : ElementwiseOp(Scalar(0) / X, Value)
{
    protected internal override Formula? Backward(int input) => Dy / X / X * -Scalar(0);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new DivideInto(1.5), positive: true, OpCase.ReciprocalOverflows);
}
