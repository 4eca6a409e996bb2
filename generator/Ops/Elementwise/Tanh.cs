using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = tanh(x).</summary>
internal sealed record Tanh() : ElementwiseOp(Formula.Tanh(X));
