using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;

namespace Kiln.Generator.Ops;

/// <summary>
/// y = 1 where x > 0, else 0: the perceptron's activation (Rosenblatt 1958). Its derivative is 0 everywhere, so nothing in front of it is trained.
/// </summary>
internal sealed record Step : ElementwiseOp
{
    public static Layer Layer { get; } = new("Step", call => call.Add(new Step(), call.Input()));

    public override double Apply(double x, ReadOnlySpan<double> operands) => x > 0 ? 1 : 0;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) =>
        $"{vector.Class}.ConditionalSelect({vector.Class}.GreaterThan({x}, {vector.Zero}), {vector.Broadcast("1f")}, {vector.Zero})";

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Step(), 1)
        .Select(item => item with { WithoutGradient = "it is flat" });
}
