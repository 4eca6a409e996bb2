using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Ops;

/// <summary>dx = dy where y > 0, else 0: the subgradient at 0 is 0. Where y is NaN, dy passes, so that backward shows it too.</summary>
internal sealed record ReLUGradient : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => operands[0] <= 0 ? 0 : x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.LessThanOrEqual({operands[0]}, {vector.Zero}), {vector.Zero}, {x})";

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new ReLUGradient(), OpCase.Vector(21), OpCase.Vector(21)),
        new("planes", new ReLUGradient(), OpCase.Map(3, 4, 5), OpCase.Map(3, 4, 5)),
        new("many channels", new ReLUGradient(), OpCase.Map(18, 3, 5), OpCase.Map(18, 3, 5)),
    ];
}
