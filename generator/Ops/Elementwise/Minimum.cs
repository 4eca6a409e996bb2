using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = the smaller of a and b; NaN where either is NaN. The gradient of a tie goes to a, that of NaN to both.</summary>
internal sealed record Minimum() : ElementwiseOp(Formula.Min(X, Operand));
