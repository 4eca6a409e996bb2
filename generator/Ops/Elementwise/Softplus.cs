using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|) (Dugas et al. 2001); dx = dy sigmoid(x).</summary>
internal sealed record Softplus : ElementwiseOp
{
    public static Layer Layer { get; } = new("Softplus", call => call.Add(new Softplus(), call.Input()));

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Max(x, 0) + SpecialFunctions.Log1P(Math.Exp(-Math.Abs(x)));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"global::Kiln.Kernels.VectorMath.Softplus({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new Multiply(), gradient.OutputGradient()!.Value, gradient.Add(new Sigmoid(), gradient.Input(0))));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Softplus(), 1);
}
