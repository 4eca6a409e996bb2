using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = ln x; dx = dy / x.</summary>
internal sealed record Log : ElementwiseOp
{
    public static Layer Layer { get; } = new("Log", call => call.Add(new Log(), call.Input())) { IsFunction = true };

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Log(x);

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"global::Kiln.Kernels.VectorMath.Log({x})";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new Divide(), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Log(), 1, positive: true);
}
