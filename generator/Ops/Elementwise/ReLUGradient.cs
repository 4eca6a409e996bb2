using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where y > 0, else 0: the subgradient at 0 is 0.</summary>
internal sealed record ReLUGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] > 0 ? x : 0;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({operands[0]}, {vector.Zero}), {x}, {vector.Zero})";
}
