using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x hardsigmoid(x) (Howard et al. 2019).</summary>
internal sealed record HardSwish() : ElementwiseOp(X * Formula.Min(1, Formula.Max(0, (X * (1.0 / 6)) + 0.5)))
{
    protected internal override Formula? Backward(int input) =>
        Formula.WhereLessOrEqual(3, X, Dy, Formula.WhereLessOrEqual(X, -3, 0, Dy * ((X * (1.0 / 3)) + 0.5)));
}
