using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = x tanh(ln(1 + e^x)) (Misra 2019).</summary>
internal sealed record Mish() : ElementwiseOp(X * Formula.Tanh(Formula.Softplus(X)));
