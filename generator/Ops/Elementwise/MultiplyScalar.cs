using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = c x. Division by a number is the product with its reciprocal.</summary>
internal sealed record MultiplyScalar(double Value) : ElementwiseOp
{
    public override EquatableArray<double> Scalars => [Value];

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * Value;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} * {scalars[0]}";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new MultiplyScalar(Value), gradient.OutputGradient()!.Value));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new MultiplyScalar(-1.3), 1);
}
