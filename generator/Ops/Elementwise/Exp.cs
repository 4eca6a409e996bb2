using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = e^x; dx = dy y.</summary>
internal sealed record Exp : ElementwiseOp
{
    public static Layer Layer { get; } = new("Exp", call => call.Add(new Exp(), call.Input())) { IsFunction = true };

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Exp(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"global::Kiln.Kernels.VectorMath.Exp({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new Multiply(), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Exp(), 1);
}
