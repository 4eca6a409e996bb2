using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x / 6 + 1/2 limited to [0, 1] (Howard et al. 2019); the derivative at both ends is 0.</summary>
internal sealed record HardSigmoid() : ElementwiseOp(Formula.Min(1, Formula.Max(0, (X * (1.0 / 6)) + 0.5)))
{
    protected internal override Formula? Backward(int input) => Formula.WhereLess(0, Y, Formula.WhereLess(Y, 1, Dy * (1.0 / 6), 0), 0);
}
