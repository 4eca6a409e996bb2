using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy * (1 - y^2).</summary>
internal sealed record TanhGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * (1 - (operands[0] * operands[0]));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * ({vector.Broadcast("1f")} - {operands[0]} * {operands[0]})";
}
