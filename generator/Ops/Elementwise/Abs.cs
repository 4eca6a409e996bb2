using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = |x|. The derivative at 0 is 0.</summary>
internal sealed record Abs() : ElementwiseOp(Formula.Abs(X));
