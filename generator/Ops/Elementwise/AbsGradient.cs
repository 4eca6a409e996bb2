using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where x > 0, -dy where x is negative, 0 at 0. Inputs: dy, x.</summary>
internal sealed record AbsGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * Math.Sign(operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.Equals({operands[0]}, {vector.Zero}), {vector.Zero}, {x} ^ ({operands[0]} & {vector.Broadcast("-0f")}))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new AbsGradient(), 2);
}
