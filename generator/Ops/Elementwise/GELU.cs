using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x Phi(x), Phi the normal distribution: x / 2 (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel 2016).</summary>
internal sealed record GELU : ElementwiseOp
{
    public static Layer Layer { get; } = new("GELU", call => call.Add(new GELU(), call.Input()));

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * SpecialFunctions.NormalDistribution(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * global::Kiln.Kernels.VectorMath.NormalDistribution({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new GELUGradient(), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new GELU(), 1);
}
