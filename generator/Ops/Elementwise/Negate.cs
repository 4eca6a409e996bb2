namespace Kiln.Generator.Ops;

/// <summary>y = -x.</summary>
internal sealed record Negate() : ElementwiseOp(-X);
