using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = ln(1 / (1 + e^-x)) = -softplus(-x).</summary>
internal sealed record LogSigmoid() : ElementwiseOp(-Formula.Softplus(-X));
