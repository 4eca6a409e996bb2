using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// Ioffe and Szegedy 2015, algorithm 1, in the numbers that <see cref="BatchNormStatistics"/> leaves for each channel: y = (x - mean) factor + beta, where
/// factor is gamma over the deviation. Inputs: x, mean, factor, beta, of which the last three repeat.
/// </summary>
internal sealed record Normalize() : ElementwiseOp(((X - Formula.Operand(0)) * Formula.Operand(1)) + Formula.Operand(2))
{
    protected internal override Formula? Backward(int input) => null;
}
