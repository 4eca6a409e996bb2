using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = e^x; dx = dy y.</summary>
internal sealed record Exp() : ElementwiseOp(Formula.Exp(X));
