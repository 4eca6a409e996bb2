using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy * y * (1 - y).</summary>
internal sealed record SigmoidGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * operands[0] * (1 - operands[0]);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * {operands[0]} * ({vector.Broadcast("1f")} - {operands[0]})";

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new SigmoidGradient(), OpCase.Vector(21), OpCase.Vector(21)),
        new("planes", new SigmoidGradient(), OpCase.Map(3, 4, 5), OpCase.Map(3, 4, 5)),
        new("many channels", new SigmoidGradient(), OpCase.Map(18, 3, 5), OpCase.Map(18, 3, 5)),
    ];
}
