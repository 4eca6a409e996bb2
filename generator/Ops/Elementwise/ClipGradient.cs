using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where min &lt;= x &lt;= max, else 0. Inputs: dy, x.</summary>
internal sealed record ClipGradient(double Minimum, double Maximum) : ElementwiseOp
{
    public override int Operands => 1;

    public override EquatableArray<double> Scalars => [Minimum, Maximum];

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] >= Minimum && operands[0] <= Maximum ? x : 0;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThanOrEqual({operands[0]}, {scalars[0]}) & {vector.Class}.LessThanOrEqual({operands[0]}, {scalars[1]}), {x}, {vector.Zero})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new ClipGradient(-0.513, 0.711), 2);
}
