using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// Ioffe and Szegedy 2015, section 3, in the numbers that <see cref="BatchNormSums"/> leaves for each channel: dx = factor (dy - m - (x - mean) p). Inputs: dy,
/// x, mean, m, p, factor, of which the last four repeat.
/// </summary>
internal sealed record BatchNormInputGradient()
    : ElementwiseOp(Formula.Operand(4) * (X - Formula.Operand(2) - ((Formula.Operand(0) - Formula.Operand(1)) * Formula.Operand(3))))
{
    protected internal override Formula? Backward(int input) => null;
}
