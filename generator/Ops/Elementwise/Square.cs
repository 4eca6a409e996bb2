using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x^2; dx = 2 x dy.</summary>
internal sealed record Square() : ElementwiseOp(X * X)
{
    protected internal override Formula? Backward(int input) => Dy * X * 2;
}
