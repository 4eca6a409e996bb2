using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy / (1 + |x|)^2. Inputs: dy, x.</summary>
internal sealed record SoftsignGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x / ((1 + Math.Abs(operands[0])) * (1 + Math.Abs(operands[0])));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} / (({vector.Broadcast("1f")} + {vector.Class}.Abs({operands[0]})) * ({vector.Broadcast("1f")} + {vector.Class}.Abs({operands[0]})))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SoftsignGradient(), 2);
}
