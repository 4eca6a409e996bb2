using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x sigmoid(x) (Elfwing et al. 2018; Swish, Ramachandran et al. 2017).</summary>
internal sealed record SiLU : ElementwiseOp
{
    public static Layer Layer { get; } = new("SiLU", call => call.Add(new SiLU(), call.Input()));

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x / (1 + Math.Exp(-x));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} * global::Kiln.Kernels.VectorMath.Sigmoid({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new SiLUGradient(), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SiLU(), 1);
}
