using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|) (Dugas et al. 2001); dx = dy sigmoid(x).</summary>
internal sealed record Softplus() : ElementwiseOp(Formula.Softplus(X));
