using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = a b, element by element (the Hadamard product).</summary>
internal sealed record Multiply : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Multiply", new Multiply(), right => new MultiplyScalar(right), left => new MultiplyScalar(left));

    public override int Operands => 1;

    public override Keeps Keeps => Keeps.Input;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x * operands[0];

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} * {operands[0]}";

    public override void Differentiate(Gradient gradient)
    {
        for (int i = 0; i < 2; i++)
            if (gradient.Needs(i)) gradient.Contribute(i, gradient.Add(new Multiply(), gradient.OutputGradient()!.Value, gradient.Input(1 - i)));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Multiply(), 2);
}
