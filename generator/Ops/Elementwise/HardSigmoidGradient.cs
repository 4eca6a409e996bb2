using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy / 6 where y lies between 0 and 1, else 0. Inputs: dy, y.</summary>
internal sealed record HardSigmoidGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] is > 0 and < 1 ? x / 6 : 0;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({operands[0]}, {vector.Zero}) & {vector.Class}.LessThan({operands[0]}, {vector.Broadcast("1f")}), {x} * {vector.Broadcast("(1f / 6)")}, {vector.Zero})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardSigmoidGradient(), 2);
}
