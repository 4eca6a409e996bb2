using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = c - x.</summary>
internal sealed record SubtractFrom(double Value) : ElementwiseOp
{
    protected internal override EquatableArray<double> HyperParameters => [Value];

    public override Formula Formula => Scalar(0) - X;

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SubtractFrom(1), 1);
}
