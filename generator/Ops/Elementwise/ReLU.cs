using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = max(x, 0) (Nair and Hinton 2010). NaN stays NaN.</summary>
internal sealed record ReLU() : ElementwiseOp(Formula.Max(0, X))
{
    protected internal override Formula? Backward(int input) => Formula.WhereLessOrEqual(Y, 0, 0, Dy);
}
