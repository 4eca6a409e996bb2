using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = -x.</summary>
internal sealed record Negate : ElementwiseOp
{
    public static Layer Layer { get; } = new("Negate", call => call.Add(new Negate(), call.Input())) { IsFunction = true };

    public override double Apply(double x, ReadOnlySpan<double> operands) => -x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"-{x}";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new Negate(), gradient.OutputGradient()!.Value));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Negate(), 1);
}
