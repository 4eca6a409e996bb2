using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy * y * (1 - y).</summary>
internal sealed record SigmoidGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * operands[0] * (1 - operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * {operands[0]} * ({vector.Broadcast("1f")} - {operands[0]})";
}
