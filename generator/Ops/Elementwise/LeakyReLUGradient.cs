using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where y > 0, else slope * dy. Inputs: dy, y.</summary>
internal sealed record LeakyReLUGradient(double Slope) : ElementwiseOp
{
    public override int Operands => 1;

    public override EquatableArray<double> Scalars => [Slope];

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] > 0 ? x : Slope * x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({operands[0]}, {vector.Zero}), {x}, {x} * {scalars[0]})";
}
