using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = lambda x where x > 0, else lambda alpha (e^x - 1), with the fixed point of mean 0 and variance 1 (Klambauer et al. 2017, eq. 2 and 14).
/// </summary>
internal sealed record SELU() : ElementwiseOp(Formula.WhereLess(0, X, Scalar(0) * X, Scalar(1) * Formula.ExpMinusOne(X)), Lambda, Lambda * Alpha)
{
    private const double Alpha = 1.6732632423543772848170429916717, Lambda = 1.0507009873554804934193349852946;

    protected internal override Formula? Backward(int input) => Dy * Formula.WhereLess(0, Y, Scalar(0), Y + Scalar(1));
}
