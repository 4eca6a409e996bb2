using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = lambda x where x > 0, else lambda alpha (e^x - 1), with the fixed point of mean 0 and variance 1 (Klambauer et al. 2017, eq. 2 and 14).
/// </summary>
internal sealed record SELU : ElementwiseOp
{
    private const double Alpha = 1.6732632423543772848170429916717, Lambda = 1.0507009873554804934193349852946;

    public static Layer Layer { get; } = new("SELU", call => call.Add(new SELU(), call.Input()));

    protected internal override EquatableArray<double> HyperParameters => [Lambda, Lambda * Alpha];

    public override Formula Formula => Formula.WhereLess(0, X, Scalar(0) * X, Scalar(1) * Formula.ExpMinusOne(X));

    protected internal override Formula? Backward(int input) => Dy * Formula.WhereLess(0, Y, Scalar(0), Y + Scalar(1));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SELU(), 1);
}
