using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x sigmoid(x) (Elfwing et al. 2018; Swish, Ramachandran et al. 2017).</summary>
internal sealed record SiLU() : ElementwiseOp(X * Formula.Sigmoid(X))
{
    protected internal override Formula? Backward(int input) => Dy * Formula.Sigmoid(X) * (1 + (X * Formula.Sigmoid(-X)));
}
