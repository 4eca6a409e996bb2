using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x / (1 + |x|) (Bergstra et al. 2009).</summary>
internal sealed record Softsign() : ElementwiseOp(X / (1 + Formula.Abs(X)))
{
    protected internal override Formula? Backward(int input) => Dy / ((1 + Formula.Abs(X)) * (1 + Formula.Abs(X)));
}
