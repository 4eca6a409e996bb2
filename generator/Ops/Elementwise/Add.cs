using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = a + b: where a value has several consumers, their gradients are added.</summary>
internal sealed record Add : ElementwiseOp
{
    public override int Operands => 1;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x + operands[0];

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} + {operands[0]}";

    public override void Differentiate(Gradient gradient)
    {
        gradient.Contribute(0, gradient.OutputGradient()!.Value);
        gradient.Contribute(1, gradient.OutputGradient()!.Value);
    }
}
