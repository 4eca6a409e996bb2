using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x Phi(x), Phi the normal distribution: x / 2 (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel 2016).</summary>
internal sealed record GELU() : ElementwiseOp(X * Formula.NormalDistribution(X))
{
    protected internal override Formula? Backward(int input) =>
        Dy * (Formula.NormalDistribution(X) + (X * Derivative.NormalDensityAtZero * Formula.Exp(X * X * -0.5)));
}
