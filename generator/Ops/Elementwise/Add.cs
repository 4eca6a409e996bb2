using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = a + b. Also where a value has several consumers: their gradients are added.</summary>
internal sealed record Add : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Add", new Add(), right => new AddScalar(right), left => new AddScalar(left));

    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x + operands[0];

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} + {operands[0]}";

    public override void Differentiate(Gradient gradient)
    {
        gradient.Contribute(0, gradient.OutputGradient()!.Value);
        gradient.Contribute(1, gradient.OutputGradient()!.Value);
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Add(), 2);
}
