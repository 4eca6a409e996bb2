using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where x > 0, -dy where x is negative, 0 at 0 and where x is NaN. Inputs: dy, x.</summary>
internal sealed record AbsGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] > 0 ? x : operands[0] < 0 ? -x : 0;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({vector.Class}.Abs({operands[0]}), {vector.Zero}), "
        + $"{x} ^ ({operands[0]} & {vector.Broadcast("-0f")}), {vector.Zero})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new AbsGradient(), 2);
}
