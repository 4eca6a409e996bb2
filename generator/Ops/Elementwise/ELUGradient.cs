using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = scale dy where y > 0, else dy (y + alpha). Inputs: dy, y.</summary>
internal sealed record ELUGradient(double Scale, double Alpha) : ElementwiseOp
{
    public override int Operands => 1;

    public override EquatableArray<double> Scalars => [Scale, Alpha];

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * (operands[0] > 0 ? Scale : operands[0] + Alpha);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * {vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({operands[0]}, {vector.Zero}), {scalars[0]}, {operands[0]} + {scalars[1]})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new ELUGradient(1, 1.2), 2);
}
