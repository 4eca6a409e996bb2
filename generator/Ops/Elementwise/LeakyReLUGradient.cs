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

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new LeakyReLUGradient(0.2), OpCase.Vector(21), OpCase.Vector(21)),
        new("planes", new LeakyReLUGradient(0.2), OpCase.Map(3, 4, 5), OpCase.Map(3, 4, 5)),
        new("many channels", new LeakyReLUGradient(0.2), OpCase.Map(18, 3, 5), OpCase.Map(18, 3, 5)),
    ];
}
