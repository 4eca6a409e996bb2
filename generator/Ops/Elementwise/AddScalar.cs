using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = x + c, c a number that is known at build time.</summary>
internal sealed record AddScalar(double Value) : ElementwiseOp
{
    public override EquatableArray<double> Scalars => [Value];

    public override double Apply(double x, ReadOnlySpan<double> operands) => x + Value;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} + {scalars[0]}";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.OutputGradient()!.Value);

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new AddScalar(0.7), 1);
}
