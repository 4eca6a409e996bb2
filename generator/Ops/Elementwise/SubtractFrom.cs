using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = c - x.</summary>
internal sealed record SubtractFrom(double Value) : ElementwiseOp
{
    public override EquatableArray<double> Scalars => [Value];

    public override double Apply(double x, ReadOnlySpan<double> operands) => Value - x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{scalars[0]} - {x}";

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new Negate(), gradient.OutputGradient()!.Value));

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new SubtractFrom(1), 1);
}
