using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy (Phi(x) + x phi(x)), phi the normal density. Inputs: dy, x.</summary>
internal sealed record GELUGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * (SpecialFunctions.NormalDistribution(operands[0]) + (operands[0] * Math.Exp(-0.5 * operands[0] * operands[0]) / Math.Sqrt(2 * Math.PI)));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * (global::Kiln.Kernels.VectorMath.NormalDistribution({operands[0]}) + {operands[0]} * {vector.Broadcast("0.398942280f")} * global::Kiln.Kernels.VectorMath.Exp({operands[0]} * {operands[0]} * {vector.Broadcast("-0.5f")}))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new GELUGradient(), 2);
}
