using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = a - b.</summary>
internal sealed record Subtract : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Subtract", new Subtract(), right => new AddScalar(-right), left => new SubtractFrom(left));

    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x - operands[0];

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} - {operands[0]}";

    public override void Differentiate(Gradient gradient)
    {
        gradient.Contribute(0, gradient.OutputGradient()!.Value);
        if (gradient.Needs(1)) gradient.Contribute(1, gradient.Add(new Negate(), gradient.OutputGradient()!.Value));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Subtract(), 2);
}
