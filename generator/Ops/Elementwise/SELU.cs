using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = lambda x where x > 0, else lambda alpha (e^x - 1), with the fixed point of mean 0 and variance 1 (Klambauer et al. 2017, eq. 2 and 14).</summary>
internal sealed record SELU : ElementwiseOp
{
    private const double Alpha = 1.6732632423543772848170429916717, Lambda = 1.0507009873554804934193349852946;

    public static Layer Layer { get; } = new("SELU", call => call.Add(new SELU(), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override EquatableArray<double> Scalars => [Lambda, Lambda * Alpha];

    public override double Apply(double x, ReadOnlySpan<double> operands) => x > 0 ? Lambda * x : Lambda * Alpha * SpecialFunctions.ExpM1(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({x}, {vector.Zero}), {scalars[0]} * {x}, {scalars[1]} * global::Kiln.Kernels.VectorMath.ExpMinusOne({x}))";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new ELUGradient(Lambda, Lambda * Alpha), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SELU(), 1);
}
