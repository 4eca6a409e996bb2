using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>y = c / x; dx = -c dy / x / x, so that only x is kept.</summary>
internal sealed record DivideInto(double Value) : ElementwiseOp
{
    public override Keeps Keeps => Keeps.Input;

    public override EquatableArray<double> Scalars => [Value];

    public override double Apply(double x, ReadOnlySpan<double> operands) => Value / x;

    public override string Formula(VectorText vector, string x, IReadOnlyList<string> operands, IReadOnlyList<string> scalars) => $"{scalars[0]} / {x}";

    public override void Differentiate(Gradient gradient)
    {
        Value once = gradient.Add(new Divide(), gradient.OutputGradient()!.Value, gradient.Input(0));
        gradient.Contribute(0, gradient.Add(new MultiplyScalar(-Value), gradient.Add(new Divide(), once, gradient.Input(0))));
    }

    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new DivideInto(1.5), 1, positive: true)
        .Select(item => item with { WithoutSubnormals = OpCase.ReciprocalOverflows });
}
