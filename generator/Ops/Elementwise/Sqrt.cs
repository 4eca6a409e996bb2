using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = sqrt x. The derivative at 0 is infinite and counts as 0, so that the distance of two equal vectors can be trained.</summary>
internal sealed record Sqrt : ElementwiseOp
{
    public static Layer Layer { get; } = new("Sqrt", call => call.Add(new Sqrt(), call.Input())) { IsFunction = true };

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Sqrt(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{vector.Class}.Sqrt({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new SqrtGradient(), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Sqrt(), 1, positive: true);
}
