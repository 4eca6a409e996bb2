using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = a / b. da = dy / b, db = -(da y).</summary>
internal sealed record Divide : ElementwiseOp
{
    public static Layer Layer { get; } = BinaryLayer.Of("Divide", new Divide(), right => new MultiplyScalar(1 / right), left => new DivideInto(left));

    public override int Operands => 1;

    public override Keeps Keeps => Keeps.Output;

    public override double Apply(double x, ReadOnlySpan<double> operands) => x / operands[0];

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{x} / {operands[0]}";

    public override void Differentiate(Gradient gradient)
    {
        Value numerator = gradient.Add(new Divide(), gradient.OutputGradient()!.Value, gradient.Input(1));
        gradient.Contribute(0, numerator);
        if (gradient.Needs(1)) gradient.Contribute(1, gradient.Add(new Negate(), gradient.Add(new Multiply(), numerator, gradient.Output())));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new Divide(), 2, positive: true)
        .Select(item => item with { WithoutSubnormals = OpCase.ReciprocalOverflows });
}
