using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where a is less than b, else 0. Inputs: dy, a, b.</summary>
internal sealed record WhereLess : ElementwiseOp
{
    public override int Operands => 2;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] < operands[1] ? x : 0;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.LessThan({operands[0]}, {operands[1]}), {x}, {vector.Zero})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new WhereLess(), 3);
}
