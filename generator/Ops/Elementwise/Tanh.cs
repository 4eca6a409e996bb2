using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = tanh(x).</summary>
internal sealed record Tanh : ElementwiseOp
{
    public static Layer Layer { get; } = new("Tanh", call => call.Add(new Tanh(), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override bool CheapToRecompute => false;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Tanh(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"global::Kiln.Kernels.VectorMath.Tanh({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new TanhGradient(), gradient.OutputGradient()!.Value, gradient.Output()));
}
