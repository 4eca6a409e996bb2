using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy s (1 + x (1 - s)), s = sigmoid(x). Inputs: dy, x.</summary>
internal sealed record SiLUGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x / (1 + Math.Exp(-operands[0])) * (1 + (operands[0] / (1 + Math.Exp(operands[0]))));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * global::Kiln.Kernels.VectorMath.Sigmoid({operands[0]}) * ({vector.Broadcast("1f")} + {operands[0]} * global::Kiln.Kernels.VectorMath.Sigmoid(-{operands[0]}))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SiLUGradient(), 2);
}
