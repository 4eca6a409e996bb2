using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x + c, c a number that is known at build time.</summary>
internal sealed record AddScalar(double Value) : ElementwiseOp
{
    protected internal override EquatableArray<double> HyperParameters => [Value];

    public override Formula Formula => X + Scalar(0);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new AddScalar(0.7), 1);
}
