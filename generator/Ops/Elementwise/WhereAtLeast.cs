using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where a >= b or one of them is NaN, else 0. Inputs: dy, a, b.</summary>
internal sealed record WhereAtLeast : ElementwiseOp
{
    public override int Operands => 2;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] < operands[1] ? 0 : x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.LessThan({operands[0]}, {operands[1]}), {vector.Zero}, {x})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new WhereAtLeast(), 3);
}
