using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x / 6 + 1/2 limited to [0, 1] (Howard et al. 2019); the derivative at both ends is 0.</summary>
internal sealed record HardSigmoid : ElementwiseOp
{
    public static Layer Layer { get; } = new("HardSigmoid", call => call.Add(new HardSigmoid(), call.Input()));

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => Math.Min(1, Math.Max(0, (x / 6) + 0.5));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        vector.MinNative(vector.Broadcast("1f"), vector.MaxNative(vector.Zero, $"{x} * {vector.Broadcast("(1f / 6)")} + {vector.Broadcast("0.5f")}"));

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new HardSigmoidGradient(), gradient.OutputGradient()!.Value, gradient.Output()));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardSigmoid(), 1);
}
