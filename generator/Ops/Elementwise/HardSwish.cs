using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x hardsigmoid(x) (Howard et al. 2019).</summary>
internal sealed record HardSwish : ElementwiseOp
{
    public static Layer Layer { get; } = new("HardSwish", call => call.Add(new HardSwish(), call.Input()));

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * Math.Min(1, Math.Max(0, (x / 6) + 0.5));

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{x} * {vector.MinNative(vector.Broadcast("1f"), vector.MaxNative(vector.Zero, $"{x} * {vector.Broadcast("(1f / 6)")} + {vector.Broadcast("0.5f")}"))}";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new HardSwishGradient(), gradient.OutputGradient()!.Value, gradient.Input(0)));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new HardSwish(), 1);
}
