using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = |x|. The derivative at 0 is 0.</summary>
internal sealed record Abs : ElementwiseOp
{
    public static Layer Layer { get; } = new("Abs", call => call.Add(new Abs(), call.Input())) { IsFunction = true };

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Abs(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{vector.Class}.Abs({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new AbsGradient(), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Abs(), 1);
}
