using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x / (1 + |x|) (Bergstra et al. 2009).</summary>
internal sealed record Softsign : ElementwiseOp
{
    public static Layer Layer { get; } = new("Softsign", call => call.Add(new Softsign(), call.Input()));

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x / (1 + Math.Abs(x));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} / ({vector.Broadcast("1f")} + {vector.Class}.Abs({x}))";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new SoftsignGradient(), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Softsign(), 1);
}
