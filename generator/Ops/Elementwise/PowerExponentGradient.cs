using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>db = dy y ln a, and 0 where y is 0. Inputs: dy, y, a of y = a^b.</summary>
internal sealed record PowerExponentGradient : ElementwiseOp
{
    public override int Operands => 2;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] == 0 ? 0 : x * operands[0] * Math.Log(operands[1]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.Equals({operands[0]}, {vector.Zero}), {vector.Zero}, {x} * {operands[0]} * global::Kiln.Kernels.VectorMath.Log({operands[1]}))";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new PowerExponentGradient(), 3, positive: true)
        .Select(item => item with { WithoutSubnormals = OpCase.ReciprocalOverflows });
}
