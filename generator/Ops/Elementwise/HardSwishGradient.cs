using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy (x / 3 + 1/2) where -3 &lt; x &lt; 3, else 0 on the left and dy on the right. Inputs: dy, x.</summary>
internal sealed record HardSwishGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] <= -3 ? 0 : operands[0] >= 3 ? x : x * ((operands[0] / 3) + 0.5);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThanOrEqual({operands[0]}, {vector.Broadcast("3f")}), {x}, "
        + $"{vector.Class}.ConditionalSelect({vector.Class}.LessThanOrEqual({operands[0]}, {vector.Broadcast("-3f")}), {vector.Zero}, "
        + $"{x} * ({operands[0]} * {vector.Broadcast("(1f / 3)")} + {vector.Broadcast("0.5f")})))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardSwishGradient(), 2);
}
