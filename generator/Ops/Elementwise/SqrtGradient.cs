using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy / 2 y; 0 where y is 0. Inputs: dy, y.</summary>
internal sealed record SqrtGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] == 0 ? 0 : x / (2 * operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.Equals({operands[0]}, {vector.Zero}), {vector.Zero}, {x} / ({operands[0]} + {operands[0]}))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SqrtGradient(), 2, positive: true);
}
