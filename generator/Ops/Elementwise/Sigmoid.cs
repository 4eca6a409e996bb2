using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = 1 / (1 + exp(-x)), the logistic function.</summary>
internal sealed record Sigmoid() : ElementwiseOp(Formula.Sigmoid(X));
